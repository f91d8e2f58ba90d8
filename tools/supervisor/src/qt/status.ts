import { apiRoutes, createClient } from '@qt/contracts';
import { columns } from '@qt/test-kit';
import { BadUsage } from '../bad-usage.ts';
import { controlClient } from '../control/client.ts';
import type { SupervisorStatus } from '../control/status.ts';
import { dataDirOf } from '../data-dir.ts';
import type { ProcessReport } from '../process-spec.ts';
import { readStates } from '../watch.ts';
import type { Command } from './command.ts';
import { firingAlerts } from './firing-alerts.ts';
import { paint } from './paint.ts';

export const STATUS_USAGE = `  status                what runs, in which state, and what to do about each trouble`;
/** As in the Linux Standard Base: the program is not running. */
export const EXIT_NOT_RUNNING = 3;

/** A trouble and the next step. */
interface Trouble {
  readonly what: string;
  readonly step: string;
}

/** `qt status`: exit code 0 when all is well, 1 with any trouble, 3 when nothing runs. */
export const status: Command = async (args, env, root) => {
  if (args.length > 0) throw new BadUsage(`status: expected no argument, actual '${args.join(' ')}'`);
  const dataDir = dataDirOf(root, env);
  const found = await controlClient(dataDir).status();
  if (found === undefined) {
    process.stdout.write(
      `nothing runs on ${dataDir}: \`npx pnpm@12 start\`, or \`npx pnpm@12 stack\` with what watches it\n`,
    );
    return EXIT_NOT_RUNNING;
  }
  const states = new Map((await readStates(found.processes)).map(({ name, state }) => [name, state]));
  const stateOf = (one: ProcessReport) => (one.state === 'running' ? (states.get(one.name) ?? 'starting') : one.state);
  process.stdout.write(
    `${found.command} on ${found.data_dir}, market ${found.market}, since ${found.started_at}, pid ${found.pid}\n`,
  );
  const rows = found.processes.map((one) => [
    one.name,
    stateOf(one),
    String(one.pid ?? '-'),
    String(one.restarts),
    one.url,
  ]);
  process.stdout.write(`${coloured(columns([['NAME', 'STATE', 'PID', 'RESTARTS', 'URL'], ...rows]))}\n`);
  const troubles = [
    ...found.processes.flatMap((one) => troubleOf(one, stateOf(one))),
    ...found.processes.flatMap((one) => logTrouble(one, found.data_dir)),
    ...(await tradingTrouble(found)),
    ...(await alertTroubles(found)),
  ];
  for (const { what, step } of troubles) process.stdout.write(`${paint('red', what)}\n  ${step}\n`);
  if (troubles.length === 0) process.stdout.write(`${paint('green', 'all is well; orders may go out')}\n`);
  return troubles.length === 0 ? 0 : 1;
};

function logTrouble({ name, lines_lost }: ProcessReport, dataDir: string): Trouble[] {
  if (lines_lost === 0) return [];
  return [
    { what: `${name}: ${lines_lost} lines of its log are lost, it cannot be written`, step: `df -h ${dataDir}/logs` },
  ];
}

function troubleOf({ name, state, last_end }: ProcessReport, shown: string): Trouble[] {
  if (shown === 'ready') return [];
  const logs = `npx pnpm@12 qt logs ${name}`;
  const again = `npx pnpm@12 qt restart ${name}`;
  if (state === 'running') return [{ what: `${name}: ${shown}`, step: logs }];
  if (state === 'restarting') return [{ what: `${name} died (${last_end}) and is started again`, step: logs }];
  return [{ what: `${name} does not run: ${last_end}`, step: `${logs}; once it is fixed: ${again}` }];
}

async function tradingTrouble({ processes }: SupervisorStatus): Promise<Trouble[]> {
  const api = processes.find(({ name, state }) => name === 'api' && state === 'running');
  if (api === undefined) return [];
  const reply = await createClient(apiRoutes, { baseUrl: api.url, timeoutMs: 2000, fetch }).health();
  if (!reply.ok || reply.body.trading.allowed) return [];
  return [{ what: `orders may not go out: ${reply.body.trading.detail}`, step: `${api.url}/runbooks/TradingHalted` }];
}

async function alertTroubles({ links }: SupervisorStatus): Promise<Trouble[]> {
  const alerts = links.find(({ name }) => name === 'alerts');
  if (alerts === undefined) return [];
  const firing = await firingAlerts(new URL(alerts.url).origin);
  return firing.map(({ name, severity, summary, runbook }) => ({
    what: `${name} (${severity}): ${summary}`,
    step: runbook,
  }));
}

const STATE = /^(\S+\s+)(ready|starting|restarting|failed|dead|stopped|waits for|answers \d+)/gm;

function coloured(text: string): string {
  return text.replaceAll(STATE, (_, name: string, state: string) => {
    const calm = state === 'ready' ? 'green' : /^(starting|restarting|waits)/.test(state) ? 'yellow' : 'red';
    return `${name}${paint(calm, state)}`;
  });
}
