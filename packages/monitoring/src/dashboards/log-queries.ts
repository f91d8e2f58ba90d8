import { eventLines, type LogQuery, logQl, logsQl } from './log-query.ts';

/** Every log query of the dashboards. */
export const LOG_QUERIES = {
  failovers: eventLines('qt-api', ['provider.failover'], ['{from} → {to}: {error}']),
  circuits: eventLines(
    'qt-api',
    ['provider.circuit.opened', 'provider.circuit.closed', 'cache.fallback.activated'],
    ['{message}', { when: 'age_seconds', text: ' ({age_seconds} s old)' }, { when: 'error', text: ': {error}' }],
  ),
  retraining: eventLines(
    'qt-retrain-worker',
    ['retrain.started', 'retrain.succeeded', 'retrain.failed', 'model.promoted'],
    ['{message}', { when: 'why', text: ': {why}' }, { when: 'error', text: ': {error}' }],
  ),
  promotions: eventLines('qt-retrain-worker', ['model.promoted'], ['{model_version}: {why}']),
  denials: eventLines(
    'qt-risk-guard',
    ['risk.denied'],
    ['{symbol}  {message}', { when: 'observed', text: ' (observed {observed}, limit {limit})' }],
  ),
  killSwitch: eventLines('qt-risk-guard', ['risk.kill_switch.changed'], ['{message} by {actor}: {reason}']),
  warnings: {
    service: 'chosen',
    filters: [{ fields: ['level'], values: ['warn', 'error'] }],
    show: ['{service_name}  {level}  {message}', { when: 'error', text: ': {error}' }],
  },
  story: {
    service: 'chosen',
    filters: [{ fields: ['request_id', 'trace_id'], values: ['$id'] }],
    show: ['{service_name}  {message}'],
  },
} as const satisfies Record<string, LogQuery>;

/** The LogsQL query for VictoriaLogs that corresponds to a dashboard's LogQL query. */
export function logsQlFor(expr: string): string {
  const query = Object.values(LOG_QUERIES).find((each) => logQl(each) === expr);
  if (query === undefined) throw new Error(`expected a log query of the dashboards, actual ${expr}`);
  return logsQl(query);
}
