import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sighting } from './declared.ts';

/** A test, by its file and a piece of its source. */
type Test = readonly [file: string, text: string];

const ROOT = join(import.meta.dirname, '../../..');
const FAULTS: Test = ['e2e/src/faults.test.ts', 'without both, prices come from the cache'];
const GAPS: Test = ['packages/market-data/src/providers/klines.test.ts', "gaps: ['out_of_order']"];
const OVERFLOW: Test = ['packages/metrics/src/series/registry.test.ts', 'qt_telemetry_series_overflow_total'];
const OUTAGE: Test = ['e2e/src/outage.test.ts', 'counts what it loses'];
/** Live predictions are judged once their horizon has passed. */
const SKILL: Test = ['apps/retrain-worker/src/skill/skill.service.test.ts', 'qt_model_live_baseline_log_loss'];
const CONSOLE: Test = ['apps/api/src/console/console.test.ts', 'what the page notices in a browser is counted'];
const OPENINGS: Test = ['apps/api/src/console/console.test.ts', 'a page that a browser opens'];
const BOOKS: Test = ['apps/risk-guard/src/books/books.service.test.ts', 'books.compared'];

/** What the driven system does not show within minutes, or not at all on one machine; each with the test that shows it. */
export const SHOWN_ELSEWHERE: Readonly<Record<Sighting, Test>> = {
  'qt_risk_denials_total{reason="clock_skew"}': ['apps/risk-guard/src/domain/check-order.test.ts', "'clock_skew'"],
  // The guard knows the models over a restart, and no model is two days old.
  'qt_risk_denials_total{reason="model_expired"}': [
    'apps/risk-guard/src/domain/check-order.test.ts',
    "reason: 'model_expired'",
  ],
  // A candidate that is better beyond chance, and a day.
  'event model.shadow.started': ['apps/retrain-worker/src/runs/runs.service.test.ts', 'model.shadow.started'],
  'event model.shadow.ended': ['apps/retrain-worker/src/trials/trials.service.test.ts', 'model.shadow.ended'],
  // What a model decides is its own.
  'qt_trade_decisions_total{action="sell"}': [
    'apps/api/src/trading/strategy/signal-trader.service.test.ts',
    "action: 'sell'",
  ],
  'qt_trade_decisions_total{action="buy"}': ['e2e/src/walk.test.ts', 'opens positions by the model'],
  'event exchange.compared': [
    'apps/api/src/trading/reconciliation/reconciliation.service.test.ts',
    'exchange.compared',
  ],
  // An act at the console, by who has signed in there.
  'event console.act': ['e2e/src/console-acts.test.ts', 'console.act'],
  // What a browser notices.
  'event console.error': CONSOLE,
  qt_console_errors_total: CONSOLE,
  'qt_console_errors_total{kind="error"}': CONSOLE,
  'qt_console_errors_total{kind="rejection"}': CONSOLE,
  qt_console_load_seconds: CONSOLE,
  'qt_console_openings_total{stage="served"}': OPENINGS,
  'qt_console_openings_total{stage="started"}': OPENINGS,
  qt_console_openings_total: OPENINGS,
  'event clock.offset.changed': ['apps/risk-guard/src/clock/clock.service.test.ts', 'clock.offset.changed'],
  qt_cache_fallbacks_total: FAULTS,
  'qt_cache_fallbacks_total{cache_name="price"}': FAULTS,
  'event cache.fallback.activated': FAULTS,
  'qt_cache_fallbacks_total{cache_name="candle"}': [
    'packages/market-data/src/cache/candle-cache.test.ts',
    'fallbacks()',
  ],
  'qt_cache_fallbacks_total{cache_name="signal"}': [
    'apps/api/src/signals/latest-signals.service.test.ts',
    'fallbacks()',
  ],
  qt_market_gaps_total: ['e2e/src/candle-gap.test.ts', 'it is counted and named'],
  'qt_market_gaps_total{kind="missing"}': ['e2e/src/candle-gap.test.ts', 'it is counted and named'],
  'event market.gap': ['e2e/src/candle-gap.test.ts', 'it is counted and named'],
  'qt_market_gaps_total{kind="late"}': GAPS,
  'qt_market_gaps_total{kind="duplicate"}': GAPS,
  'qt_market_gaps_total{kind="unfinished"}': GAPS,
  'qt_market_gaps_total{kind="out_of_order"}': GAPS,
  qt_risk_books_differed_timestamp_seconds: BOOKS,
  'event books.compared': BOOKS,
  'event books.adopted': ['apps/risk-guard/src/books/books.service.test.ts', 'books.adopted'],
  qt_model_live_log_loss: SKILL,
  qt_model_live_baseline_log_loss: SKILL,
  qt_model_live_hit_rate: SKILL,
  qt_model_live_baseline_hit_rate: SKILL,
  qt_model_live_excess_loss: SKILL,
  qt_model_feature_drift: SKILL,
  qt_telemetry_series_overflow_total: OVERFLOW,
  qt_telemetry_export_failures_total: OUTAGE,
  'qt_telemetry_export_failures_total{signal="metrics"}': OUTAGE,
  'qt_telemetry_export_failures_total{signal="traces"}': OUTAGE,
  'qt_telemetry_export_failures_total{signal="logs"}': [
    'packages/telemetry/src/otlp/losses.test.ts',
    'log records go to the collector',
  ],
  qt_log_lines_dropped_total: ['e2e/src/stuck-log.test.ts', 'counts the lines it drops'],
  // Orders of this system go to Binance, which is asked for its instruments with what they are signed with.
  'span binance instruments': ['packages/market-data/src/calls/attempt.test.ts', 'span'],
  // A position bought at Binance keeps the dust of its commission; on paper one is closed whole.
  'event position.closed': [
    'apps/api/src/trading/orders/order-recorder.test.ts',
    'a position that is sold whole is closed',
  ],
};

/** @returns the entries whose test is not where it should be */
export function missingTests(): string[] {
  return Object.entries(SHOWN_ELSEWHERE).flatMap(([what, [file, text]]) =>
    readFileSync(join(ROOT, file), 'utf8').includes(text) ? [] : [`${what}: expected '${text}' in ${file}`],
  );
}
