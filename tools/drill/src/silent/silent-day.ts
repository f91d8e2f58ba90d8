import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceId } from '@qt/contracts';
import { until } from '@qt/test-kit';
import { training } from '../drills/providers.ts';
import { smallOrder, traffic } from '../drills/traffic.ts';
import { messageOf } from '../run/message.ts';
import type { Scene } from '../scene/scene.ts';

/** Deployed one after the other, each with this long between, in seconds of the scale. */
const DEPLOYED: readonly ServiceId[] = ['market-sim', 'retrain-worker', 'risk-guard', 'scheduler', 'api'];
const BETWEEN_SECONDS = 120;
const WEEKEND_SECONDS = 300;
/** After the last event, so that what is slow to fire still would. */
const QUIET_SECONDS = 600;

/**
 * What happens on a healthy day, one thing after the other: trading, a training, a deployment of each service, a weekend
 * of the market. Returns the notifications that came, of which there must be none but the heartbeat.
 */
export async function silentDay(scene: Scene): Promise<string[]> {
  const { system, tools, factor } = scene;
  const scaled = (seconds: number) => pause((seconds * 1000) / factor);
  // What the start itself brought about is over.
  await until('every alert to be inactive', async () => (await active(scene)).length === 0 || undefined, 300_000);
  const since = Date.now();
  const users = traffic(1000, () => smallOrder(scene));
  scene.log('a training');
  await training(scene, 'success');
  for (const service of DEPLOYED) {
    const began = Date.now();
    await deploy(scene, service);
    const away = (Date.now() - began) / 1000;
    scene.log(`${service} is deployed: away for ${away.toFixed(1)} s, ${(away * factor).toFixed(0)} s of the scale`);
    await scaled(BETWEEN_SECONDS);
  }
  scene.log('a weekend: the market hardly moves');
  await system.marketSim().setRegime({ body: { regime: 'flat' } });
  await scaled(WEEKEND_SECONDS);
  await system.marketSim().setRegime({ body: { regime: 'auto' } });
  await scaled(QUIET_SECONDS);
  await users();
  scene.log(
    `${((Date.now() - since) / 1000).toFixed(0)} s, ${(((Date.now() - since) / 60_000) * factor).toFixed(0)} min of the scale`,
  );
  const received = tools.inbox.deliveries.filter(({ at }) => at >= since);
  const beats = received.filter(({ path }) => path === '/heartbeat').length;
  scene.log(`${beats} heartbeats`);
  if (beats === 0) return ['no heartbeat: expected some, actual none'];
  return received.flatMap((one) => messageOf(one)?.title ?? []);
}

/** Ends a service as a deployment does; the supervisor starts it again. */
async function deploy({ system }: Scene, service: ServiceId): Promise<void> {
  const pid = system.pid(service);
  system.kill(service, 'SIGTERM');
  await until(`${service} to be back`, async () => {
    if (system.pid(service) === pid) return undefined;
    return (await fetch(`${system.url(service)}/health/ready`)).ok || undefined;
  });
}

/** What is pending or firing, but the dead man's switch. */
async function active({ tools }: Scene): Promise<string[]> {
  const names = (await tools.prometheus.alerts()).map(({ labels }) => labels['alertname'] ?? '');
  return names.filter((name) => name !== 'Watchdog');
}
