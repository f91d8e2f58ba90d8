import { EXIT_CONFIGURATION } from '@qt/contracts';
import { BadUsage } from './bad-usage.ts';
import { launchersOf, readProcess } from './launchers.ts';
import { endLeftovers } from './leftovers.ts';
import { Terminal } from './output/terminal.ts';
import type { Plan } from './plan.ts';
import { serviceSpecs } from './service-specs.ts';
import { readSettings, type Settings, type StartCommand } from './settings.ts';
import { refuseTaken, stackPorts } from './stack/addresses.ts';
import { metricsPathOf, observedEnv, refuseMissingTools, stackUrls, toolStages } from './stack/tool-specs.ts';
import { System } from './system.ts';
import { withPorts } from './with-ports.ts';
import { withoutProxy } from './without-proxy.ts';

const POLL_MS = 1000;

/** Starts everything, reports until it trades, restarts what dies, and stops everything on SIGTERM or SIGINT. */
export async function runAll(
  root: string,
  args: readonly [StartCommand, ...string[]],
  given: NodeJS.ProcessEnv,
): Promise<void> {
  Object.assign(process.env, withoutProxy(given));
  const terminals = { out: new Terminal(1), err: new Terminal(2) };
  const { settings, plan } = await prepared(root, args, given).catch((error: unknown) => {
    if (!(error instanceof BadUsage)) throw error;
    for (const fault of error.message.split('\n')) terminals.err.print(`${args[0]}: ${fault}`);
    terminals.err.flush();
    return process.exit(EXIT_CONFIGURATION);
  });
  const system = new System(settings, plan, terminals);
  process.on('SIGINT', () => system.stop(0));
  process.on('SIGTERM', () => system.stop(0));
  watchLaunchers(system);
  await system.start();
  await system.reportUntilTrading();
}

async function prepared(root: string, args: readonly [StartCommand, ...string[]], given: NodeJS.ProcessEnv) {
  const settings = readSettings(root, args, await withPorts(given));
  return {
    settings,
    plan: settings.command === 'stack' ? await stackPlan(root, settings) : servicesOnly(root, settings),
  };
}

function servicesOnly(root: string, settings: Settings): Plan {
  return { tools: [], services: serviceSpecs(root, settings), urls: {} };
}

async function stackPlan(root: string, settings: Settings): Promise<Plan> {
  refuseMissingTools(settings.env);
  const path = metricsPathOf(settings.env);
  const ports = stackPorts(settings.env);
  const tools = toolStages(settings, ports, path);
  await endLeftovers(settings.dataDir, tools.flat());
  await refuseTaken(ports);
  return { tools, services: serviceSpecs(root, settings, observedEnv(ports, path)), urls: stackUrls(ports) };
}

/** Stops when the npx or pnpm that would have passed a signal on is gone; not when its terminal was closed under it. */
function watchLaunchers(system: System): void {
  const alive = launchersOf(process.pid, readProcess);
  let goneBefore = false;
  const watch = setInterval(() => {
    // Seen twice: the signal of a closed terminal reaches the launchers and this process at the same time.
    const gone = !alive();
    if (gone && goneBefore) system.launcherGone();
    goneBefore = gone;
  }, POLL_MS).unref();
  process.on('SIGHUP', () => {
    clearInterval(watch);
    system.terminalClosed();
  });
}
