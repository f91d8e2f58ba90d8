import { Inject, Injectable } from '@nestjs/common';
import type { Profile } from '@qt/catalogue';
import { MarketData } from '@qt/market-data';
import { LOOKBACK_CANDLES, type OpenModel } from '@qt/model';
import { NOW, pacer } from '@qt/nest-service';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { ApiConfig } from '../config.ts';
import { CurrentModel } from '../model/current-model.ts';
import { ModelMetrics } from '../model/model.metrics.ts';
import { type Inferred, infer } from './inference.ts';
import { type MarketView, viewMarket } from './market-view.ts';
import { MONOTONIC } from './tokens.ts';

/** CPU-bound steps yield to requests after this long, in ms. */
const SLICE_MS = 10;
/** Signals are inferred while the newest candle closed at most this long ago: two candles may be missing. */
const MAX_CANDLE_AGE_MS = 180_000;
/** What the features look back on, and a little more: the first minutes may be missing. */
const SCAN_MINUTES = LOOKBACK_CANDLES + 10;
const HOUR_MS = 3_600_000;

/** From candles through features to signals, for the scheduled scan and for signals that are no longer cached. */
@Injectable()
export class SignalPipelineService {
  constructor(
    private readonly config: ApiConfig,
    private readonly market: MarketData,
    private readonly model: CurrentModel,
    private readonly metrics: ModelMetrics,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'inSpan'>,
    @Inject(NOW) private readonly now: () => number,
    @Inject(MONOTONIC) private readonly clock: () => number,
  ) {}

  /** The features of every symbol, once for all profiles. */
  view(): Promise<MarketView> {
    const symbols = this.config.QT_SYMBOLS;
    return this.telemetry.inSpan('scan.features', { 'qt.symbols': symbols.length }, () =>
      viewMarket(symbols, {
        readCandles: async (symbol) => (await this.market.candles(symbol, '1m', SCAN_MINUTES, { newest: true })).items,
        maxCandleAgeMs: MAX_CANDLE_AGE_MS,
        now: this.now,
        pace: pacer(SLICE_MS, this.clock),
      }),
    );
  }

  /**
   * Runs `work` with one model throughout, even if another is promoted meanwhile.
   *
   * @throws NoModel before the first model.
   */
  withModel<T>(work: (model: OpenModel) => Promise<T>): Promise<T> {
    return this.model.use(work);
  }

  /** One profile's signals of all symbols with features. */
  infer(model: OpenModel, profile: Profile, { features }: MarketView): Promise<Inferred> {
    const attributes = { 'qt.profile': profile, 'qt.model_version': model.version, 'qt.symbols': features.size };
    return this.telemetry.inSpan('model.inference', attributes, () =>
      infer(model, profile, features, {
        metrics: this.metrics,
        now: this.now,
        clock: this.clock,
        modelExpiresAt: this.model.provenAt(model.card) + this.config.QT_MODEL_MAX_AGE_HOURS * HOUR_MS,
        costs: { feeBps: this.config.QT_PAPER_FEE_BPS, slippageBps: this.config.QT_PAPER_SLIPPAGE_BPS },
        pace: pacer(SLICE_MS, this.clock),
      }),
    );
  }
}
