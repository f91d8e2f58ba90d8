import { DEFAULT_PORTS, type ServiceId } from '@qt/contracts';

/** What the audit calls an act that no operator did. */
const RESERVED = new Set(['unknown', 'service', 'trader', 'anyone', 'environment', ...Object.keys(DEFAULT_PORTS)]);

/** An operator must not carry the name of something that acts by itself. */
export function isOperatorName(name: string): boolean {
  return !RESERVED.has(name.toLowerCase());
}

/** The name of a service, as tokens of `QT_SERVICE_TOKENS` carry it. */
export function isServiceName(name: string): name is ServiceId {
  return name in DEFAULT_PORTS;
}
