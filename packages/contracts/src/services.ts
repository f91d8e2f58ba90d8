/** The processes of qt by their short names, and where each listens unless its variable says otherwise. */
export const DEFAULT_PORTS = {
  api: 8000,
  scheduler: 8001,
  'retrain-worker': 8002,
  'risk-guard': 8003,
  'market-sim': 8010,
} as const;
export type ServiceId = keyof typeof DEFAULT_PORTS;

const upper = (service: ServiceId) => service.toUpperCase().replace('-', '_');

/** `retrain-worker` → `QT_RETRAIN_WORKER_PORT`. */
export function portVariable(service: ServiceId): `QT_${string}_PORT` {
  return `QT_${upper(service)}_PORT`;
}

/** `retrain-worker` → `QT_RETRAIN_WORKER_URL`. */
export function urlVariable(service: ServiceId): `QT_${string}_URL` {
  return `QT_${upper(service)}_URL`;
}

/** The process must not be restarted unchanged: its configuration or store is invalid (sysexits.h: EX_CONFIG). */
export const EXIT_CONFIGURATION = 78;
