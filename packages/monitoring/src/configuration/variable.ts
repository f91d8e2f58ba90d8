/** Who reads a variable: a service, the `start` or `stack` command, or a part of the observability stack. */
export type Reader =
  | 'api'
  | 'scheduler'
  | 'retrain-worker'
  | 'risk-guard'
  | 'market-sim'
  | 'start'
  | 'tools'
  | 'compose'
  | 'alertmanager'
  | 'collector'
  | 'loki'
  | 'jaeger'
  | 'stack'
  | 'prometheus'
  | 'grafana';

/** The processes of qt. */
export const EVERY_SERVICE = ['api', 'scheduler', 'retrain-worker', 'risk-guard', 'market-sim'] as const;

/** Those that know the tokens of operators. The API, which has an admin route too, asks the guard. */
export const WITH_ADMIN_ROUTES = ['scheduler', 'retrain-worker', 'risk-guard'] as const;

/** An environment variable, as the reference describes it. A test holds it against what the services really read. */
export interface Variable {
  readonly name: string;
  readonly readBy: readonly Reader[];
  /** As one would set it; null: unset. */
  readonly default: string | null;
  /** Of a number. */
  readonly unit?: string;
  readonly meaning: string;
}

export interface VariableGroup {
  readonly title: string;
  readonly variables: readonly Variable[];
}
