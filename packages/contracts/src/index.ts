export * from './api.ts';
export { bearer, bearerToken } from './bearer.ts';
export * from './books.ts';
export { type Client, type ClientOptions, createClient, type Reply, type RouteFetch } from './client.ts';
export { coinIdOf } from './coin-ids.ts';
export * from './console/index.ts';
export { type ErrorReply, errorReply, messageOf } from './errors.ts';
export * from './market.ts';
export * from './market-sim.ts';
export { type HealthCheck, healthCheck, operationalRoutes, type Readiness, readiness } from './operational.ts';
export * from './orders.ts';
export type { Performance } from './performance.ts';
export type { Reconciliation } from './reconciliation.ts';
export * from './retrain-worker.ts';
export * from './risk-guard.ts';
export { ROLES, type Role } from './roles.ts';
export {
  type Access,
  type BodyOf,
  type CallOf,
  type InputOf,
  isRepeatable,
  type Route,
  type Routes,
  responseSchema,
  routeFinder,
  type SuccessOf,
  statusesOf,
  urlTemplateOf,
} from './route.ts';
export * from './scheduler.ts';
export * from './services.ts';
export * from './signals.ts';
export type { ProviderHealth, ServiceHealth, SystemHealth } from './system-health.ts';
export * from './values.ts';
export type { WalkReport } from './walk-report.ts';
