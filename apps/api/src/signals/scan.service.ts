import type { Log, Profile } from '@qt/catalogue';
import type { WalkReport } from '@qt/contracts';
import type { OpenModel } from '@qt/model';
import { NoModel } from '../model/current-model.ts';
import type { ModelMetrics } from '../model/model.metrics.ts';
import type { ScanTimes } from '../store/scan-times.repository.ts';
import type { PositionExitsService } from '../trading/strategy/position-exits.service.ts';
import type { SignalTraderService } from '../trading/strategy/signal-trader.service.ts';
import { mergeReports, NO_DECISIONS, type TradingReport } from '../trading/strategy/trading-report.ts';
import { meanConfidence } from './inference.ts';
import { type MarketView, messageOf, type WalkFailure } from './market-view.ts';
import type { Signal } from './signal.ts';
import type { SignalPipeline } from './signal-pipeline.service.ts';
import type { Tracing } from './tracing.ts';

export interface ScanOptions {
  readonly profiles: readonly Profile[];
  readonly pipeline: SignalPipeline;
  readonly exits: Pick<PositionExitsService, 'closeDue'>;
  readonly trader: Pick<SignalTraderService, 'act'>;
  readonly metrics: Pick<ModelMetrics, 'scanned'>;
  readonly times: ScanTimes;
  /** Takes each profile's signals, for those who ask for them later. */
  readonly publish: (profile: Profile, signals: readonly Signal[]) => Promise<void>;
  readonly tracing: Tracing;
  readonly log: Log;
}

/** A scan is asked for while one runs: it is refused, so that no symbol is judged twice at once. */
export class ScanRunning extends Error {
  override readonly name = 'ScanRunning';
}

/** One walk over every profile and symbol: positions that are due are closed, then signals are inferred and acted on. */
export class Scan {
  readonly #options: ScanOptions;
  #running = false;

  constructor(options: ScanOptions) {
    this.#options = options;
  }

  /**
   * What fails is in the report, and does not hold up the rest.
   *
   * @throws ScanRunning while another one has not ended.
   */
  async run(): Promise<WalkReport> {
    if (this.#running) throw new ScanRunning('a scan is running: expected one at a time');
    this.#running = true;
    try {
      return await this.#walk();
    } finally {
      this.#running = false;
    }
  }

  async #walk(): Promise<WalkReport> {
    const { pipeline, profiles, exits, tracing } = this.#options;
    let trading = await this.#guarded({}, () => tracing.inSpan('scan.close_due', {}, () => exits.closeDue()));
    const view = await pipeline.view();
    const failed = new Set<string>();
    try {
      await pipeline.withModel(async (model) => {
        for (const profile of profiles) {
          trading = mergeReports(trading, await this.#scanProfile(model, profile, view, failed));
        }
      });
    } catch (error) {
      if (!(error instanceof NoModel)) throw error;
      return walkReport(0, mergeReports(trading, failure({ error: error.message })), view.failures);
    }
    const symbolsDone = [...view.features.keys()].filter((symbol) => !failed.has(symbol)).length;
    return walkReport(symbolsDone, trading, view.failures);
  }

  #scanProfile(model: OpenModel, profile: Profile, view: MarketView, failed: Set<string>): Promise<TradingReport> {
    const { pipeline, trader, tracing } = this.#options;
    const version = model.version;
    return this.#guarded({ profile }, () =>
      tracing.withContext({ 'qt.profile': profile, 'qt.model_version': version }, () =>
        tracing.inSpan('scan.profile', { 'qt.profile': profile, 'qt.model_version': version }, async () => {
          const { signals, failures } = await pipeline.infer(model, profile, view);
          for (const { symbol } of failures) if (symbol !== null) failed.add(symbol);
          if (signals.length === 0) return { ...NOTHING, failures };
          await this.#record(profile, version, signals);
          return mergeReports(await trader.act(signals), { ...NOTHING, failures });
        }),
      ),
    );
  }

  async #record(profile: Profile, version: string, signals: readonly Signal[]): Promise<void> {
    const { metrics, times, publish } = this.#options;
    const at = Math.max(...signals.map((signal) => signal.at));
    metrics.scanned(profile, version, meanConfidence(signals), at);
    await times.scanned(profile, at);
    await publish(profile, signals);
  }

  /** What throws becomes a failure of the report: one profile's trouble is not the others'. */
  async #guarded(where: Partial<WalkFailure>, work: () => Promise<TradingReport>): Promise<TradingReport> {
    try {
      return await work();
    } catch (error) {
      this.#options.log.error('part of the scan failed', { error });
      return failure({ ...where, error: messageOf(error) });
    }
  }
}

const NOTHING: TradingReport = { decisions: NO_DECISIONS, orders: 0, denials: {}, failures: [] };

function failure(what: Partial<WalkFailure> & Pick<WalkFailure, 'error'>): TradingReport {
  return { ...NOTHING, failures: [{ symbol: null, profile: null, provider: null, ...what }] };
}

function walkReport(symbolsDone: number, trading: TradingReport, failures: readonly WalkFailure[]): WalkReport {
  const { decisions, orders, denials } = trading;
  return {
    symbols_done: symbolsDone,
    decisions,
    orders,
    denials,
    failures: [...failures, ...trading.failures],
  };
}
