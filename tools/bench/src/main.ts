/** The `bench` command: runs every benchmark, or those that are named. `--check` compares with the committed ratios. */
type Bench = (flags: readonly string[]) => Promise<void>;

const BENCHES: Readonly<Record<string, () => Promise<{ run: Bench }>>> = {
  // First: the others keep this process, and all that it starts, on one core.
  walk: () => import('./walk/main.ts'),
  orders: () => import('./orders/main.ts'),
  console: () => import('./console/main.ts'),
  backtest: () => import('./backtest/main.ts'),
  outage: () => import('./outage/main.ts'),
  guard: () => import('./guard/main.ts'),
  rules: () => import('./rules/main.ts'),
  telemetry: () => import('./telemetry/main.ts'),
};

const given = process.argv.slice(2);
const flags = given.filter((argument) => argument.startsWith('--'));
const named = given.filter((argument) => !argument.startsWith('--'));
const unknown = named.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  process.stderr.write(`bench: expected ${Object.keys(BENCHES).join(', ')}, actual ${unknown.join(', ')}\n`);
  process.exit(2);
}
for (const [name, load] of Object.entries(BENCHES)) {
  if (named.length > 0 && !named.includes(name)) continue;
  const { run } = await load();
  await run(flags);
}
