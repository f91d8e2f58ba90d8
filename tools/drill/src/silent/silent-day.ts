import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceId } from '@qt/contracts';
import { until } from '@qt/test-kit';
import { training } from '../drills/providers.ts';
import { smallOrder, traffic } from '../drills/traffic.ts';
import { messageOf } from '../run/message.ts';
import type { Scene } from '../scene/scene.ts';
import { guessTokens, poisonModel, poisonNoticed } from './harmless-faults.ts';

/** Deployed one after the other. */
const DEPLOYED: readonly ServiceId[] = ['market-sim', 'retrain-worker', 'risk-guard', 'scheduler', 'api'];
/** In seconds of the scale. */
const BETWEEN_SECONDS = 90;
const WEEKEND_SECONDS = 300;
/** After the last event, so that what is slow to fire still would. */
const QUIET_SECONDS = 600;

interface DayEvent {
  readonly title: string;
  readonly happen: (scene: Scene) => Promise<unknown>;
}

/** Besides trading: what happens on a healthy day, one thing after the other, and faults that must page nobody. */
const DAY: readonly DayEvent[] = [
  { title: 'a training', happen: (scene) => training(scene, 'success') },
  ...DEPLOYED.map((service) => ({
    title: `${service} is deployed`,
    happen: (scene: Scene) => restarted(scene, service, 'SIGTERM'),
  })),
  { title: 'the scheduler crashes once', happen: (scene) => restarted(scene, 'scheduler', 'SIGKILL') },
  { title: 'somebody guesses the admin token', happen: guessTokens },
  {
    title: 'the API’s copy of the model is poisoned, and it is deployed again',
    async happen(scene) {
      await poisonModel(scene);
      await restarted(scene, 'api', 'SIGTERM');
      await poisonNoticed(scene);
    },
  },
  { title: 'a weekend: the market hardly moves', happen: weekend },
];

/**
 * Goes through the day while users trade. Returns what was wrong: notifications, of which there must be none but the
 * heartbeat, and events after which no order was filled.
 */
export async function silentDay(scene: Scene): Promise<string[]> {
  const { tools, factor } = scene;
  await until('what the start brought about to be over', () => settled(scene), 300_000);
  const since = Date.now();
  const minutes = () => (((Date.now() - since) / 60_000) * factor).toFixed(0);
  const problems: string[] = [];
  let filled = 0;
  const users = traffic(1000, async () => {
    filled += Number(await smallOrder(scene));
  });
  for (const { title, happen } of DAY) {
    const began = Date.now();
    scene.log(title);
    await happen(scene);
    const seconds = (Date.now() - began) / 1000;
    const before = filled;
    await pause((BETWEEN_SECONDS * 1000) / factor);
    scene.log(`  took ${seconds.toFixed(1)} s; then ${filled - before} orders were filled`);
    if (filled === before) problems.push(`after "${title}": expected orders to be filled, actual none`);
  }
  await pause((QUIET_SECONDS * 1000) / factor);
  await users();
  const received = tools.inbox.deliveries.filter(({ at }) => at >= since);
  const beats = received.filter(({ path }) => path === '/heartbeat').length;
  scene.log(`${minutes()} min of the scale, ${filled} orders, ${beats} heartbeats`);
  if (beats === 0) problems.push('heartbeat: expected some, actual none');
  for (const one of received) {
    const message = messageOf(one);
    if (message !== undefined) problems.push(`expected no notification, actual: ${message.title}`);
  }
  return problems;
}

/** Ends a service, as a deployment or a crash does; the supervisor starts it again. */
async function restarted({ system }: Scene, service: ServiceId, signal: NodeJS.Signals): Promise<void> {
  const pid = system.pid(service);
  system.kill(service, signal);
  await until(`${service} to be back`, async () => {
    if (system.pid(service) === pid) return undefined;
    return (await fetch(`${system.url(service)}/health/ready`)).ok || undefined;
  });
}

async function weekend({ system, factor }: Scene): Promise<void> {
  await system.marketSim().setRegime({ body: { regime: 'flat' } });
  await pause((WEEKEND_SECONDS * 1000) / factor);
  await system.marketSim().setRegime({ body: { regime: 'auto' } });
}

/** Nothing is pending or firing but the dead man's switch, and each receiver knows of the end of all that it was sent. */
async function settled({ tools: { prometheus, inbox } }: Scene): Promise<true | undefined> {
  const active = (await prometheus.alerts()).filter(({ labels }) => labels['alertname'] !== 'Watchdog');
  const latest = new Map<string, boolean>();
  for (const one of inbox.deliveries) {
    const message = messageOf(one);
    if (message !== undefined) latest.set(`${message.receiver} ${message.alert}`, message.resolved);
  }
  return (active.length === 0 && [...latest.values()].every(Boolean)) || undefined;
}
