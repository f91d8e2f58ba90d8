import { Inject, Injectable } from '@nestjs/common';
import type { Log, Profile } from '@qt/catalogue';
import { messageOf, type WalkReport } from '@qt/contracts';
import type { OpenModel } from '@qt/model';
import { LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import { ApiConfig } from '../config.ts';
import { DecisionRecorder } from '../decisions/decision-recorder.ts';
import { NoModel } from '../model/current-model.ts';
import { ModelMetrics } from '../model/model.metrics.ts';
import { EquityRecorder } from '../performance/equity-recorder.service.ts';
import { ScanTimesRepository } from '../store/scan-times.repository.ts';
import { PositionExitsService } from '../trading/strategy/position-exits.service.ts';
import { SignalTraderService } from '../trading/strategy/signal-trader.service.ts';
import { mergeReports, type TradingReport } from '../trading/strategy/trading-report.ts';
import { meanConfidence } from './inference.ts';
import { LatestSignalsService } from './latest-signals.service.ts';
import type { MarketView } from './market-view.ts';
import type { Signal } from './signal.ts';
import { SignalPipelineService } from './signal-pipeline.service.ts';
import { failed, type WalkFailure, walkReport, withFailures } from './walk-report.ts';

/** A scan is already running: two at once would act on each symbol twice. */
export class ScanRunning extends Error {
  override readonly name = 'ScanRunning';
}

/** A walk over every profile and symbol: positions that are due are closed, then signals are inferred and acted on; last, the account's equity is recorded. */
@Injectable()
export class ScanService {
  #running = false;

  constructor(
    private readonly config: ApiConfig,
    private readonly pipeline: SignalPipelineService,
    private readonly exits: PositionExitsService,
    private readonly trader: SignalTraderService,
    private readonly metrics: ModelMetrics,
    private readonly times: ScanTimesRepository,
    private readonly latest: LatestSignalsService,
    @Inject(EquityRecorder) private readonly equity: Pick<EquityRecorder, 'record'>,
    @Inject(DecisionRecorder) private readonly decisions: Pick<DecisionRecorder, 'record'>,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'inSpan' | 'withContext'>,
    @Inject(LOG) private readonly log: Pick<Log, 'error'>,
  ) {}

  /**
   * A failure is in the report, and does not hold up the rest.
   *
   * @throws ScanRunning while another scan runs.
   */
  async run(): Promise<WalkReport> {
    if (this.#running) throw new ScanRunning('a scan is running: expected one at a time');
    this.#running = true;
    try {
      return await this.#walk();
    } finally {
      await this.equity.record();
      this.#running = false;
    }
  }

  async #walk(): Promise<WalkReport> {
    let trading = await this.#guarded({}, () =>
      this.telemetry.inSpan('scan.close_due', {}, () => this.exits.closeDue()),
    );
    const view = await this.pipeline.view();
    const incomplete = new Set<string>();
    try {
      await this.pipeline.withModel(async (model) => {
        for (const profile of this.config.QT_PROFILES) {
          trading = mergeReports(trading, await this.#scanProfile(model, profile, view, incomplete));
        }
      });
    } catch (error) {
      if (!(error instanceof NoModel)) throw error;
      return walkReport(0, mergeReports(trading, failed({ error: error.message })), view.failures);
    }
    const symbolsDone = [...view.features.keys()].filter((symbol) => !incomplete.has(symbol)).length;
    const { failures, skipped } = view;
    return { ...walkReport(symbolsDone, trading, failures), ...(skipped.length > 0 ? { skipped: [...skipped] } : {}) };
  }

  #scanProfile(model: OpenModel, profile: Profile, view: MarketView, incomplete: Set<string>): Promise<TradingReport> {
    const { version } = model;
    const attributes = { 'qt.profile': profile, 'qt.model_version': version };
    return this.#guarded({ profile }, () =>
      this.telemetry.withContext(attributes, () =>
        this.telemetry.inSpan('scan.profile', attributes, async () => {
          const { signals, failures } = await this.pipeline.infer(model, profile, view);
          for (const { symbol } of failures) if (symbol !== null) incomplete.add(symbol);
          if (signals.length === 0) return withFailures(failures);
          await this.#record(profile, version, signals);
          const traded = await this.trader.act(signals);
          await this.decisions.record(signals, view.features, traded);
          return mergeReports(traded, withFailures(failures));
        }),
      ),
    );
  }

  async #record(profile: Profile, version: string, signals: readonly Signal[]): Promise<void> {
    const at = Math.max(...signals.map((signal) => signal.at));
    this.metrics.scanned(profile, version, meanConfidence(signals), at);
    await this.times.save(profile, at);
    await this.latest.publish(profile, signals);
  }

  /** An error becomes a failure of the report: one profile does not hold up the others. */
  async #guarded(where: Partial<WalkFailure>, work: () => Promise<TradingReport>): Promise<TradingReport> {
    try {
      return await work();
    } catch (error) {
      this.log.error('part of the scan failed', { error });
      return failed({ ...where, error: messageOf(error) });
    }
  }
}
