import 'reflect-metadata';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { DynamicModule } from '@nestjs/common';
import { DiscoveryService, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { operationalRoutes, portVariable, type Routes, type ServiceId } from '@qt/contracts';
import type { Telemetry } from '@qt/telemetry';
import type { AdminAudit } from './access/admin-audit.ts';
import { admitByToken } from './access/admission.ts';
import { readTokens } from './access/read-tokens.ts';
import { refuseOtherSites } from './access/same-site.ts';
import type { Sessions } from './access/sessions.ts';
import { BadEnvironment } from './environment.ts';
import { readJsonBodies } from './json-body.ts';
import { limitedServer } from './limited-server.ts';
import { nestLogger } from './nest-logger.ts';
import { PollingService } from './polling.service.ts';
import { serviceModule, surroundings } from './service.module.ts';
import type { Served, ServiceDescription } from './service-description.ts';
import type { AdminEnvironment, ServiceEnvironment } from './service-environment.ts';
import { instrumentRequests, TelemetryModule } from './telemetry/index.ts';
import { ADMIN_AUDIT, SESSIONS } from './tokens.ts';

/** How long a replica that comes to lead asks its neighbours before it is asked itself. */
const FIRST_ROUNDS_MS = 3000;

export interface ServiceOptions {
  readonly id: ServiceId;
  readonly version: string;
  /** How often the service has started, this time included. */
  readonly starts?: number;
  readonly environment: ServiceEnvironment | AdminEnvironment;
  /** 0: any free port. */
  readonly port: number;
  readonly routes: Routes;
  readonly telemetry: Telemetry;
  /** The service's own module; it exports `READINESS`. */
  readonly module: DynamicModule;
  readonly now?: () => number;
  /** Another server of this process listens on the port until this one does. */
  readonly sharesPort?: boolean;
}

/**
 * Starts a service: Nest on Fastify with telemetry, contract errors, tokens and health, listening on `QT_HOST` and its
 * port.
 *
 * @throws BadEnvironment if the port is in use; whatever the service's module throws on creation.
 */
export async function runService(options: ServiceOptions): Promise<NestFastifyApplication> {
  const { id, version, starts = 1, environment, port, telemetry, now = Date.now } = options;
  if (options.sharesPort !== true) await refuseTakenPort(id, environment.QT_HOST, port);
  const routes = { ...options.routes, ...operationalRoutes };
  const served: Served[] = [];
  const service: ServiceDescription = { id, version, starts, startedAt: now(), routes, served };
  // Who asks one of several replicas is answered to the end; alone, it is told to come again.
  const server = limitedServer({ return503OnClosing: options.sharesPort !== true });
  server.removeContentTypeParser('text/plain');
  readJsonBodies(server);
  server.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) if (each !== 'HEAD') served.push({ method: each, path: url });
  });
  instrumentRequests(server, telemetry, options.routes);
  refuseOtherSites(server, environment.QT_ALLOWED_HOSTS);
  const tokens = readTokens(environment, telemetry.log);
  const around = [TelemetryModule.forRoot(telemetry), surroundings(service, now, tokens)];
  const app = await NestFactory.create<NestFastifyApplication>(
    serviceModule(options.module, around),
    new FastifyAdapter(server),
    { logger: nestLogger(telemetry.log), abortOnError: false, bodyParser: false },
  );
  const auditOf = () => app.get<AdminAudit>(ADMIN_AUDIT, { strict: false });
  const sessionsOf = () => app.get<Sessions>(SESSIONS, { strict: false });
  admitByToken(server, { routes: Object.values(routes), tokens, auditOf, sessionsOf, now });
  if (options.sharesPort === true) await settled(app);
  await app.listen(listening(port, environment.QT_HOST, options.sharesPort));
  telemetry.log.event('service.started', { version, starts, url: await app.getUrl() });
  return app;
}

/** Does its first rounds of everything that it does again and again, so that what was waiting is not answered from too little. */
async function settled(app: NestFastifyApplication): Promise<void> {
  await app.init();
  const providers = app.get(DiscoveryService, { strict: false }).getProviders();
  const pollings = providers.map(({ instance }) => instance as unknown).filter((one) => one instanceof PollingService);
  const tooLong = pause(FIRST_ROUNDS_MS, undefined, { ref: false });
  await Promise.race([Promise.all(pollings.map(({ firstRound }) => firstRound)), tooLong]);
}

/** `reusePort` is Node's own option, which Fastify hands on and does not name. */
export function listening(
  port: number,
  host: string,
  sharesPort = false,
): { readonly port: number; readonly host: string } {
  return sharesPort ? Object.assign({ port, host }, { reusePort: true }) : { port, host };
}

/** Runs first, so that the error is one line and nothing has to be undone. */
export function refuseTakenPort(id: ServiceId, host: string, port: number): Promise<void> {
  const field = portVariable(id);
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      const fault = taken
        ? { field, expected: 'a free port', actual: `${port}, which another process on ${host} uses` }
        : { field: 'QT_HOST', expected: 'an address of this machine', actual: `'${host}' (${error.message})` };
      reject(new BadEnvironment([fault]));
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
