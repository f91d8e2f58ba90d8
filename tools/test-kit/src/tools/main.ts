/** The `tools` command: finds the observability tools, and builds the missing ones if Go is installed. */
import { build, hasGo } from './build.ts';
import { kubernetesSchemas } from './kubernetes-schemas.ts';
import { locate } from './locate.ts';
import { type BinaryName, TOOLS, type ToolName } from './pinned.ts';

const [argument] = process.argv.slice(2);
if (argument !== undefined && argument !== '--list') {
  process.stderr.write(`tools: expected --list or no argument, actual '${argument}'\n`);
  process.exit(2);
}

const names = Object.keys(TOOLS) as ToolName[];
const isMissing = (tool: ToolName) =>
  binariesOf(tool).some((binary) => locate(binary) === undefined) ||
  (tool === 'kubeconform' && kubernetesSchemas() === undefined);
const binariesOf = (tool: ToolName) => Object.keys(TOOLS[tool].binaries) as BinaryName[];

if (argument === undefined) {
  const missing = names.filter(isMissing);
  if (missing.length > 0 && !hasGo()) {
    process.stderr.write(
      `tools: ${missing.join(', ')} missing; install them, or Go 1.26 or later to have them built\n`,
    );
    process.exitCode = 1;
  } else {
    for (const tool of missing) {
      process.stdout.write(`tools: building ${tool} ${TOOLS[tool].version}, which takes minutes the first time\n`);
      build(tool);
    }
  }
}

for (const tool of names) {
  for (const binary of binariesOf(tool)) {
    process.stdout.write(`${binary.padEnd(16)} ${TOOLS[tool].version.padEnd(10)} ${locate(binary) ?? 'missing'}\n`);
  }
}
