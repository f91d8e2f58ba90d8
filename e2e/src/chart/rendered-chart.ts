import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { kubernetesSchemas, locate } from '@qt/test-kit';
import { parseAllDocuments } from 'yaml';

const ROOT = resolve(import.meta.dirname, '../../..');
const CHART = 'infra/helm/qt';
/** Of what `helm` would ask its cluster. */
const KUBERNETES = '1.34.4';

export const VALUES = ['sim', 'staging', 'production'] as const;
export type Values = (typeof VALUES)[number];

/** What is missing to render and to check the chart, by name. */
export function missingForCharts(): string[] {
  const binaries = (['helm', 'kubeconform'] as const).filter((binary) => locate(binary) === undefined);
  return [...binaries, ...(kubernetesSchemas() === undefined ? ["kubeconform's schemas"] : [])];
}

export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  // Each kind has its own fields; what a test reads it names.
  readonly spec: Fields;
  readonly data?: Readonly<Record<string, string>>;
}
// biome-ignore lint/suspicious/noExplicitAny: objects of a dozen kinds, whose fields kubeconform has checked
export type Fields = any;

function run(binary: 'helm' | 'kubeconform', args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(locate(binary) ?? binary, args, { cwd: ROOT, encoding: 'utf8', input });
  return { ok: status === 0, output: stdout, said: `${stdout}${stderr}` };
}

const fileOf = (values: Values) => ['--values', `${CHART}/values-${values}.yaml`];

/** As `helm lint` sees the chart with a values file. */
export function lint(values: Values) {
  return run('helm', ['lint', CHART, '--strict', '--kube-version', KUBERNETES, ...fileOf(values)]);
}

/** What `helm template` prints, or says instead. `set`: further values, as `--set-json` takes them. */
export function template(values: Values | undefined, ...set: readonly string[]) {
  const further = set.flatMap((value) => ['--set-json', value]);
  const given = values === undefined ? [] : fileOf(values);
  return run('helm', [
    'template',
    'qt',
    CHART,
    '--namespace',
    'trading',
    '--kube-version',
    KUBERNETES,
    ...given,
    ...further,
  ]);
}

/** The objects of a release. @throws Error with what helm says instead */
export function objectsOf(values: Values | undefined, ...set: readonly string[]): KubernetesObject[] {
  const { ok, output, said } = template(values, ...set);
  if (!ok) throw new Error(said);
  return parseAllDocuments(output)
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null);
}

/** What kubeconform finds in a manifest, with no field allowed that a kind does not have. */
export function validate(manifest: string) {
  return run('kubeconform', ['-strict', '-summary', '-schema-location', kubernetesSchemas() ?? ''], manifest);
}
