import { setTimeout as pause } from 'node:timers/promises';
import type { DynamicModule } from '@nestjs/common';
import type { Readiness } from '@qt/contracts';
import type { Running } from '../main.ts';
import { startPatiently } from '../patience.ts';
import { trackCheck } from '../readiness.ts';
import { listening, refuseTakenPort, runService, type ServiceOptions } from '../run-service.ts';
import { telemetryName } from '../service-environment.ts';
import { fieldsOf, type StoreError, storeFaultOf } from '../store-error.ts';
import { advertisedAddress } from './advertised-address.ts';
import { createStandbyServer } from './standby-server.ts';

export interface ReplicaOptions extends Omit<ServiceOptions, 'module' | 'sharesPort'> {
  /** `QT_DATABASE_URL`. */
  readonly url: string;
  /** The service's own module, for the replica that leads under this term. */
  readonly module: (term: number) => DynamicModule;
}

/**
 * Runs a service as one of any number of replicas: it stands by, and forwards what it is asked, until it leads; then it makes
 * the service's application, which reads its state from PostgreSQL. Resolves when it stands by.
 */
export async function runReplica(options: ReplicaOptions): Promise<Running> {
  const { id, environment, port, telemetry, url, version, starts = 1, now = Date.now } = options;
  const { log } = telemetry;
  await refuseTakenPort(id, environment.QT_HOST, port);
  // Loaded here, so that a service on SQLite has none of it.
  const { Leadership, schemaOf } = await import('@qt/postgres');
  const address = advertisedAddress(environment.QT_HOST, port);
  const away = (cause: string) => log.warn('the session by which replicas elect a leader was lost', { cause });
  const leadership = new Leadership({ url, schema: schemaOf(id), address, away });
  const startedAt = new Date(now()).toISOString();
  const check = trackCheck('leader', 'not known yet', now);
  let leads = false;
  const service = telemetryName(id);
  const standby = createStandbyServer({
    telemetry,
    routes: options.routes,
    allowedHosts: environment.QT_ALLOWED_HOSTS,
    // Until it listens itself, what it is asked waits.
    leader: () => (leadership.standing.leader === address && !leads ? null : leadership.standing.leader),
    live: () => ({ status: 'live', service, started_at: startedAt }),
    ready: (): Readiness => {
      const { leader, fault } = leadership.standing;
      if (fault !== null) check.report(false, fault);
      else if (leader === null) check.report(false, 'not asked yet');
      else if (leader === address) check.report(false, 'starts to lead');
      else check.report(true, `stands by for ${leader}`);
      return { status: check.read().ok ? 'ready' : 'not_ready', service, version, starts, checks: [check.read()] };
    },
  });
  await standby.listen(listening(port, environment.QT_HOST, true));
  log.info('stands by', { address });
  let app: Running | undefined;
  let stopping = false;
  const lead = async (): Promise<never> => {
    const term = await leadership.campaign();
    log.info('leads', { address, term });
    const superseded = leadership.hold();
    const start = () => runService({ ...options, module: options.module(term), sharesPort: true });
    const supersededBy = (cause: string) =>
      new Superseded(`expected to lead in term ${term}, actual ${cause}: this one ends, to stand by again`);
    const again = async (error: Error, ms: number) => {
      log.error(`${error.message}; trying again in ${ms / 1000} s`, fieldsOf(error));
      await pause(ms);
    };
    app = await startPatiently(start, again).catch((error: unknown) => {
      throw storeFaultOf(error) === 'superseded' ? supersededBy('another replica, while this one started') : error;
    });
    leads = true;
    await standby.close();
    await superseded;
    throw supersededBy('another replica does');
  };
  return {
    failed: lead().catch((error: unknown) => (stopping ? new Promise<never>(() => {}) : Promise.reject(error))),
    close: async () => {
      stopping = true;
      await Promise.allSettled([standby.close(), app?.close()]);
      await leadership.resign();
    },
  };
}

/** Another replica leads. What this one holds in memory is old: it ends, and is started again as a stand-by. */
class Superseded extends Error implements StoreError {
  override readonly name = 'Superseded';
  readonly fault = 'superseded';
  readonly mayPass = true;
}
