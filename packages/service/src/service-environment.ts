import { PROFILES, type ServiceName } from '@qt/catalogue';
import { z } from 'zod';
import { field } from './environment.ts';

/** Where each service listens unless its variable says otherwise. */
export const DEFAULT_PORTS = {
  api: 8000,
  scheduler: 8001,
  'retrain-worker': 8002,
  'risk-guard': 8003,
  'market-sim': 8010,
} as const;
export type ServiceId = keyof typeof DEFAULT_PORTS;

/** `retrain-worker` → `QT_RETRAIN_WORKER_PORT`. */
export function portVariable(service: ServiceId): string {
  return `QT_${service.toUpperCase().replace('-', '_')}_PORT`;
}

/** `risk-guard` → `qt-risk-guard`, its name in OpenTelemetry. */
export function telemetryName(service: ServiceId): ServiceName {
  return `qt-${service}`;
}

/** The variables that every service reads. */
export const serviceEnvironment = z.object({
  QT_HOST: field.text('127.0.0.1'),
  QT_DATA_DIR: field.text('.qt'),
  QT_MARKET: field.oneOf(['sim', 'replay', 'live'], 'sim'),
  QT_SYMBOLS: field.symbols(['BTCUSDT', 'ETHUSDT', 'SOLUSDT']),
  QT_PROFILES: field.someOf(PROFILES),
  QT_ADMIN_TOKEN: field.secret(),
  QT_SERVICE_TOKEN: field.secret(),
  QT_API_TOKEN: field.secret(),
});
export type ServiceEnvironment = z.output<typeof serviceEnvironment>;

/** A service's base URL: its own variable, else its port on this host. */
export function urlOf(service: ServiceId, env: NodeJS.ProcessEnv): string {
  const name = `QT_${service.toUpperCase().replace('-', '_')}_URL`;
  return env[name] || `http://127.0.0.1:${env[portVariable(service)] || DEFAULT_PORTS[service]}`;
}

/** The services' URLs as fields: `QT_API_URL` and so on. */
export function urlField(service: ServiceId, env: NodeJS.ProcessEnv) {
  return field.url(urlOf(service, env));
}

/** Is this an address that only this machine can reach? */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
