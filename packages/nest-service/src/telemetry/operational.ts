import { operationalRoutes } from '@qt/contracts';
import { isProbe } from '@qt/telemetry';

/** Pages for operators, and what they load. */
const PAGES = [operationalRoutes.docs.path, operationalRoutes.openapi.path, '/runbooks'];

/** Whether a route only operates the service: health, metrics, docs and runbooks. */
export function isOperational(route: string): boolean {
  return isProbe(route) || PAGES.some((page) => route === page || route.startsWith(`${page}/`));
}
