import { eventLines, type LogQuery, logQl, logsQl } from './log-query.ts';

/** Every log query of the dashboards: of their panels, marks and links. */
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
    needs: 'id',
  },
  starts: {
    service: 'chosen',
    filters: [{ fields: ['event'], values: ['service.started', 'service.stopped'] }],
    show: ['{service_name}  {message}', { when: 'version', text: ' {version}' }, { when: 'signal', text: ' {signal}' }],
  },
  apiErrors: {
    service: 'qt-api',
    filters: [{ fields: ['level'], values: ['error'] }],
    show: ['{message}', { when: 'error', text: ': {error}' }],
  },
  fallbacks: eventLines('qt-api', ['cache.fallback.activated'], ['{message} ({age_seconds} s old): {error}']),
  fills: eventLines('qt-api', ['order.filled'], ['{side} {symbol}: {quantity} at {price}']),
  runs: eventLines(
    'qt-scheduler',
    ['scheduler.run.finished'],
    ['{job_id}: {status} after {duration_ms} ms', { when: 'error', text: ': {error}' }],
  ),
  scans: {
    service: 'qt-scheduler',
    filters: [
      { fields: ['event'], values: ['scheduler.run.finished'] },
      { fields: ['job_id'], values: ['signal_scan'] },
    ],
    show: ['{message}', { when: 'error', text: ': {error}' }],
  },
  checks: {
    service: 'qt-scheduler',
    filters: [{ fields: ['job_id'], values: ['synthetic_checks'] }],
    show: ['{message}', { when: 'error', text: ': {error}' }],
  },
} as const satisfies Record<string, LogQuery>;

/** Each of them for VictoriaLogs. */
export const LOGSQL: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(LOG_QUERIES).map(([name, query]) => [name, logsQl(query)]),
);

/** The LogsQL query for VictoriaLogs that corresponds to a dashboard's LogQL query. */
export function logsQlFor(expr: string): string {
  const query = Object.values(LOG_QUERIES).find((each) => logQl(each) === expr);
  if (query === undefined) throw new Error(`expected a log query of the dashboards, actual ${expr}`);
  return logsQl(query);
}
