import type { Profile } from '@qt/catalogue';
import type { OpenModel } from '@qt/model';
import { pacer } from '@qt/nest-service';
import type { ModelInUse } from '../model/current-model.ts';
import { type Inferred, type Inferring, infer } from './inference.ts';
import { type MarketView, type ReadCandles, viewMarket } from './market-view.ts';
import type { Tracing } from './tracing.ts';

export interface SignalPipelineOptions extends Omit<Inferring, 'pace'> {
  readonly model: ModelInUse;
  readonly symbols: readonly string[];
  readonly readCandles: ReadCandles;
  /** The oldest last close of candles that signals are inferred from, in ms. */
  readonly maxCandleAgeMs: number;
  readonly tracing: Tracing;
}

/** CPU-bound steps give way to requests after this long, in ms. */
const SLICE_MS = 10;

/** From candles over features to signals, as the scheduled scan and a signal that nobody holds any more both need it. */
export class SignalPipeline {
  readonly #options: SignalPipelineOptions;

  constructor(options: SignalPipelineOptions) {
    this.#options = options;
  }

  /** The features of every symbol, once for all profiles. */
  view(): Promise<MarketView> {
    const { symbols, readCandles, maxCandleAgeMs, now, clock, tracing } = this.#options;
    return tracing.inSpan('scan.features', { 'qt.symbols': symbols.length }, () =>
      viewMarket(symbols, { readCandles, maxCandleAgeMs, now, pace: pacer(SLICE_MS, clock) }),
    );
  }

  /**
   * Runs `work` with one model to its end, whatever is promoted meanwhile.
   *
   * @throws NoModel before the first model.
   */
  withModel<T>(work: (model: OpenModel) => Promise<T>): Promise<T> {
    return this.#options.model.use(work);
  }

  /** One profile's signals of all symbols in view. */
  infer(model: OpenModel, profile: Profile, view: MarketView): Promise<Inferred> {
    const { tracing, clock } = this.#options;
    const attributes = { 'qt.profile': profile, 'qt.model_version': model.version, 'qt.symbols': view.features.size };
    return tracing.inSpan('model.inference', attributes, () =>
      infer(model, profile, view.features, { ...this.#options, pace: pacer(SLICE_MS, clock) }),
    );
  }
}
