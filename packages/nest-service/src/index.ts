export type { Actor } from './access/access.ts';
export type { AdminAudit, AdminTry } from './access/admin-audit.ts';
export { CallerName } from './access/caller-name.decorator.ts';
export { LogAdminAudit } from './access/log-admin-audit.ts';
export type { NamedToken } from './access/named-tokens.ts';
export type { OperatorTokens } from './access/operator-tokens.ts';
export { ownerOf } from './access/owner-of.ts';
export type { People, Person } from './access/people.ts';
export type { Sessions } from './access/sessions.ts';
export { CallerGone } from './caller-gone.decorator.ts';
export { costFields } from './cost-fields.ts';
export { Endpoint, Input } from './endpoint.ts';
export { BadEnvironment, field, readEnvironment } from './environment.ts';
export { loggedEventOf } from './events.controller.ts';
export { type Fault, sentence } from './faults.ts';
export { main } from './main.ts';
export { marketFields } from './market-environment.ts';
export { refuseSecondState } from './one-place-of-state.ts';
export { type Pacer, pacer } from './pacer.ts';
export { PollingService } from './polling.service.ts';
export { type Polling, poll } from './polling.ts';
export { type Preloaded, preload } from './preload.ts';
export { HttpProblem } from './problem.ts';
export { type ReadinessChecks, type TrackedCheck, trackCheck } from './readiness.ts';
export { runReplica } from './replicas/run-replica.ts';
export { type SharedDatabase, sharedDatabase } from './replicas/shared-database.ts';
export { runService } from './run-service.ts';
export type { ServiceDescription } from './service-description.ts';
export {
  adminEnvironment,
  isLoopback,
  type ServiceEnvironment,
  serviceEnvironment,
  telemetryName,
  urlField,
} from './service-environment.ts';
export { traceSpanOf } from './spans.controller.ts';
export { isStoreFailure, storeFaultOf } from './store-error.ts';
export { ADMIN_AUDIT, NOW, OPERATORS, PEOPLE, READINESS, SERVICE, SESSIONS } from './tokens.ts';
