/** Injection token of the client of the risk guard's public routes, with a short time-out: for health. */
export const RISK_CLIENT = Symbol('RiskClient');
/** Injection token of the client of the scheduler, with a short time-out: for health. */
export const SCHEDULER_CLIENT = Symbol('SchedulerClient');
