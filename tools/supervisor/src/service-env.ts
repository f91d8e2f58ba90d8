import { randomBytes } from 'node:crypto';
import type { ServiceId } from '@qt/contracts';

/** Who calls whom with a token of its own: the API reads what each keeps of its events and traces. */
const CALLERS: Readonly<Record<ServiceId, readonly ServiceId[]>> = {
  api: ['scheduler', 'risk-guard'],
  scheduler: ['api'],
  'retrain-worker': ['api', 'scheduler', 'risk-guard'],
  'risk-guard': ['api'],
  'market-sim': ['api'],
};

/** Secrets, and who needs them; the others are not given them. */
const OWNERS: readonly (readonly [RegExp, readonly ServiceId[]])[] = [
  [/^QT_ADMIN_TOKEN/, ['scheduler', 'retrain-worker', 'risk-guard']],
  [/^QT_API_TOKENS?$/, ['api']],
  [/^QT_BINANCE_API_/, ['api']],
];

function mayHave(service: ServiceId, variable: string): boolean {
  return OWNERS.every(([secret, owners]) => !secret.test(variable) || owners.includes(service));
}

/** The tokens between services: `QT_SERVICE_TOKEN` of each caller, and the `QT_SERVICE_TOKENS` that each accepts. */
export type ServiceTokens = (service: ServiceId) => NodeJS.ProcessEnv;

/** A token for each caller, which only those that it calls accept; or the one that was given, shared by all. */
export function serviceTokens(given: string | undefined): ServiceTokens {
  if (given) return (service) => (service === 'market-sim' ? {} : { QT_SERVICE_TOKEN: given });
  const callers = [...new Set(Object.values(CALLERS).flat())];
  const tokens = new Map(callers.map((caller) => [caller, randomBytes(32).toString('hex')]));
  return (service) => {
    const own = tokens.get(service);
    const accepted = CALLERS[service].map((caller) => `${caller}:${tokens.get(caller)}`).join(',');
    return {
      ...(own === undefined ? {} : { QT_SERVICE_TOKEN: own }),
      ...(accepted === '' ? {} : { QT_SERVICE_TOKENS: accepted }),
    };
  };
}

/** The environment of one service: everything that was given but the secrets of others. */
export function serviceEnv(service: ServiceId, env: NodeJS.ProcessEnv, tokens: ServiceTokens): NodeJS.ProcessEnv {
  const { QT_SERVICE_TOKEN: _shared, QT_SERVICE_TOKENS: _accepted, ...shared } = env;
  const kept = Object.entries(shared).filter(([name]) => mayHave(service, name));
  return { ...Object.fromEntries(kept), ...tokens(service) };
}
