import { type Level, PROFILES, type ServiceName } from '@qt/catalogue';
import { DEFAULT_PORTS, portVariable, type ServiceId, urlVariable } from '@qt/contracts';
import { z } from 'zod';
import { isOperatorName, isServiceName } from './access/caller-names.ts';
import { field } from './environment.ts';

/** `risk-guard` → `qt-risk-guard`, its name in OpenTelemetry. */
export function telemetryName(service: ServiceId): ServiceName {
  return `qt-${service}`;
}

/** The variables that every service reads. */
export const serviceEnvironment = z.object({
  QT_HOST: field.text('127.0.0.1'),
  QT_ALLOWED_HOSTS: field.hosts(),
  QT_DATA_DIR: field.text('.qt'),
  QT_MARKET: field.oneOf(['sim', 'replay', 'live'], 'sim'),
  QT_SYMBOLS: field.symbols(['BTCUSDT', 'ETHUSDT', 'SOLUSDT']),
  QT_PROFILES: field.someOf(PROFILES),
  QT_SERVICE_TOKEN: field.secret(),
  QT_SERVICE_TOKENS: field.namedTokens(isServiceName),
  QT_API_TOKEN: field.secret(),
  QT_API_TOKENS: field.people(isOperatorName, 'trader'),
  /** The telemetry reads these three; here their values are only checked. */
  STAGING_MODE: field.oneOf(['0', '1'], '0'),
  QT_HTTP_SEMCONV: field.oneOf(['0', '1'], '1'),
  QT_LOG_LEVEL: field.oneOf(['debug', 'info', 'warn', 'error'] satisfies Level[], 'info'),
});
export type ServiceEnvironment = z.output<typeof serviceEnvironment>;

/** The variables of a service that knows the operators' tokens. */
export const adminEnvironment = serviceEnvironment.extend({
  QT_ADMIN_TOKEN: field.secret(),
  QT_ADMIN_TOKENS: field.people(isOperatorName, 'operator'),
  QT_ADMIN_TOKENS_FILE: z.string().trim().optional(),
});
export type AdminEnvironment = z.output<typeof adminEnvironment>;

/** The URL of another service: its own variable, otherwise its port on this host. */
export function urlField(service: ServiceId, env: NodeJS.ProcessEnv) {
  const port = env[portVariable(service)] || DEFAULT_PORTS[service];
  return field.url(env[urlVariable(service)] || `http://127.0.0.1:${port}`);
}

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
