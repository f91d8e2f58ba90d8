import { operationalRoutes } from '@qt/contracts';
import { isProbe } from '@qt/telemetry';

/** Pages for operators and what they load, open orders, the books that guard and exchange are compared with, and what they add up to. */
const PREFIXES = [
  operationalRoutes.docs.path,
  operationalRoutes.openapi.path,
  '/runbooks',
  '/console',
  operationalRoutes.events.path,
  operationalRoutes.spans.path,
  '/',
  '/assets',
  '/internal/books',
  '/api/reconciliation',
  '/api/performance',
  '/api/orders',
];

/** Whether a route only operates the service: health, metrics, docs, runbooks, the console, open orders, compared books and their report. */
export function isOperational(route: string): boolean {
  return isProbe(route) || PREFIXES.some((prefix) => route === prefix || route.startsWith(`${prefix}/`));
}
