import { operationalRoutes } from '@qt/contracts';
import { isProbe } from '@qt/telemetry';

/** Pages for operators and what they load, and the books that guard and exchange are compared with. */
const PREFIXES = [
  operationalRoutes.docs.path,
  operationalRoutes.openapi.path,
  '/runbooks',
  '/internal/books',
  '/api/reconciliation',
];

/** Whether a route only operates the service: health, metrics, docs, runbooks and compared books. */
export function isOperational(route: string): boolean {
  return isProbe(route) || PREFIXES.some((prefix) => route === prefix || route.startsWith(`${prefix}/`));
}
