import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type OrderOutcome, SERVICES, type ServiceName } from '@qt/catalogue';
import type { ServiceId } from '@qt/contracts';
import type { System } from '@qt/test-kit';

/** How often something happened, by `service metric{labels}`. */
export type Tally = ReadonlyMap<string, number>;
type Line = Readonly<Record<string, unknown>>;

/** What was written of each event in another place than its counter: database rows, audit entries, answers, log lines. */
export async function readBooks(system: System): Promise<Tally> {
  const books = new Map<string, number>();
  const add = (service: ServiceName, metric: string, labels: object, by = 1) => {
    const key = tallyKey(service, metric, labels as Record<string, string>);
    books.set(key, (books.get(key) ?? 0) + by);
  };
  const lines = (service: ServiceName) => system.log(service.slice('qt-'.length) as ServiceId);

  for (const { side } of rows(join(system.dataDir, 'api', 'api.sqlite'), FILLS)) {
    add('qt-api', 'qt_fills_total', { side });
  }
  for (const line of lines('qt-api')) {
    const outcome = outcomeIn(line);
    if (outcome !== undefined) {
      add('qt-api', 'qt_orders_total', { side: line['side'], outcome });
      if (line['event'] !== 'order.reconciled' && line['message'] !== 'order ended')
        add('qt-api', 'qt_order_duration_seconds_count', {});
    }
    if (line['event'] === 'decision.made') {
      add('qt-api', 'qt_trade_decisions_total', { symbol: line['symbol'], action: line['action'] });
    }
    if (line['event'] === 'provider.failover') {
      add('qt-api', 'qt_provider_failovers_total', { from: line['from'], to: line['to'] });
    }
    if (line['event'] === 'request.completed' && !isOperational(line)) {
      const labels = { route: line['route'], method: line['method'], status_code: String(line['status_code']) };
      add('qt-api', 'qt_api_request_total', labels);
      add('qt-api', 'qt_api_request_duration_seconds_count', labels);
      add('qt-api', 'qt_api_request_duration_seconds_sum', labels, Number(line['duration_ms']) / 1000);
    }
  }
  for (const { outcome, detail } of rows(join(system.dataDir, 'risk-guard', 'risk-guard.db'), RESERVATIONS)) {
    const decision = outcome === 'accepted' ? 'allowed' : 'denied';
    add('qt-risk-guard', 'qt_risk_decisions_total', { decision });
    const [, reason] = /: (\w+)(?:,|$)/.exec(String(detail)) ?? [];
    if (decision === 'denied') add('qt-risk-guard', 'qt_risk_denials_total', { reason });
  }
  for (const line of lines('qt-risk-guard')) {
    // What a store did not take is not in its audit.
    if (line['event'] !== 'risk.denied' || line['reason'] !== 'store_unavailable') continue;
    add('qt-risk-guard', 'qt_risk_decisions_total', { decision: 'denied' });
    add('qt-risk-guard', 'qt_risk_denials_total', { reason: 'store_unavailable' });
  }
  for (const line of lines('qt-scheduler')) {
    if (line['event'] !== 'scheduler.run.finished') continue;
    const labels = { job_id: line['job_id'], status: line['status'] };
    add('qt-scheduler', 'qt_scheduler_runs_total', labels);
    add('qt-scheduler', 'qt_scheduler_run_duration_seconds_count', labels);
    add('qt-scheduler', 'qt_scheduler_run_duration_seconds_sum', labels, Number(line['duration_ms']) / 1000);
  }
  const runs = await system.retrainWorker().runs();
  for (const { status } of runs.ok ? runs.body.items : []) {
    if (status === 'running') continue;
    add('qt-retrain-worker', 'qt_retrain_runs_total', { status });
    add('qt-retrain-worker', 'qt_retrain_duration_seconds_count', { status });
  }
  for (const service of SERVICES) {
    const starts = lines(service).filter((line) => line['event'] === 'service.started').length;
    add(service, 'qt_service_starts_total', {}, starts);
  }
  return books;
}

export function tallyKey(service: string, metric: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${service} ${metric}{${pairs.map(([label, value]) => `${label}="${value}"`).join(',')}}`;
}

const FILLS = 'SELECT side FROM fills JOIN orders USING (client_order_id)';
/** What the guard reserves again, as the ledger has it open, was decided before. */
const RESERVATIONS = "SELECT outcome, detail FROM audit WHERE action = 'reserve' AND actor <> 'reconciliation'";

function rows(file: string, sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 10_000 });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

/** Health, metrics, docs and runbooks are one route in the metric, and many in the log. */
function isOperational(line: Line): boolean {
  return /^\/(health|metrics|docs|openapi\.json|runbooks|internal\/books|api\/(reconciliation|performance|orders)|$)/.test(
    String(line['route']),
  );
}

function outcomeIn(line: Line): OrderOutcome | undefined {
  switch (line['event'] ?? line['message']) {
    case 'order.filled':
      return 'filled';
    case 'order denied':
      return 'denied';
    case 'order.rejected':
      return 'rejected';
    case 'order.unknown':
      return 'unknown';
    case 'order cancelled':
      return 'cancelled';
    case 'order expired':
    case 'order unfilled':
      return 'expired';
    case 'order ended':
      // One that had filled in part has its own line.
      return line['outcome'] === 'filled' ? undefined : (line['outcome'] as OrderOutcome);
    case 'order.reconciled':
      // One that had filled has its own line.
      return line['outcome'] === 'filled' ? undefined : (line['outcome'] as OrderOutcome);
    default:
      return undefined;
  }
}
