import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Instruments, Log, Profile } from '@qt/catalogue';
import type { SystemHealth } from '@qt/contracts';
import { CountedCache } from '@qt/market-data';
import { NOW } from '@qt/nest-service';
import { INSTRUMENTS, LOG } from '@qt/telemetry';
import { ApiConfig } from '../config.ts';
import { ScanTimesRepository } from '../store/scan-times.repository.ts';
import type { Signal } from './signal.ts';
import { SignalPipelineService } from './signal-pipeline.service.ts';

const FRESH_MS = 120_000;
const STALE_MS = 15 * 60_000;
/** More than there are profiles. */
const MAX_ITEMS = 100;

/** No symbol has a signal; the message says why. */
export class SignalsUnavailable extends Error {
  override readonly name = 'SignalsUnavailable';
}

/** The signals of each profile's latest scan, from the `signal` cache. */
@Injectable()
export class LatestSignalsService implements OnModuleInit {
  readonly #cache: CountedCache<readonly Signal[]>;
  /** Unix ms. */
  readonly #newestAt = new Map<Profile, number>();
  readonly #published = new Map<Profile, readonly Signal[]>();

  constructor(
    private readonly config: ApiConfig,
    private readonly pipeline: SignalPipelineService,
    private readonly times: ScanTimesRepository,
    @Inject(INSTRUMENTS) instruments: Instruments<'qt_cache_hits_total' | 'qt_cache_fallbacks_total'>,
    @Inject(LOG) log: Pick<Log, 'event'>,
    @Inject(NOW) private readonly now: () => number,
  ) {
    this.#cache = new CountedCache({
      name: 'signal',
      maxItems: MAX_ITEMS,
      agesFrom: newestOf,
      freshMs: FRESH_MS,
      staleMs: STALE_MS,
      instruments,
      log,
      now,
    });
  }

  /** The age of the newest signals is known after a restart, as it is to the metrics. */
  async onModuleInit(): Promise<void> {
    for (const [profile, at] of await this.times.lastScans()) this.#newestAt.set(profile, at);
  }

  /** Stores the signals of a scan; counts no lookup. */
  async publish(profile: Profile, signals: readonly Signal[]): Promise<void> {
    this.#newestAt.set(profile, newestOf(signals));
    this.#published.set(profile, signals);
    await this.#cache.put(profile, signals);
  }

  /** The signals of the latest scan, whatever their age; undefined: none since the start. Counts no lookup. */
  published(profile: Profile): readonly Signal[] | undefined {
    return this.#published.get(profile);
  }

  /** The age of each configured profile's newest signal; null before the first. */
  ages(): SystemHealth['signals'] {
    return this.config.QT_PROFILES.map((profile) => {
      const at = this.#newestAt.get(profile);
      return { profile, age_seconds: at === undefined ? null : Math.max(0, this.now() - at) / 1000 };
    });
  }

  /**
   * The latest signals, at least one. Signals that are no longer fresh are inferred again, without any order; if that
   * fails, the old ones are served for 15 minutes.
   *
   * @throws NoModel; SignalsUnavailable if no symbol can be inferred and nothing young enough is cached.
   */
  async of(profile: Profile): Promise<readonly Signal[]> {
    const { value } = await this.#cache.lookup(profile, () => this.#infer(profile), { profile });
    return value;
  }

  #infer(profile: Profile): Promise<readonly Signal[]> {
    return this.pipeline.withModel(async (model) => {
      const view = await this.pipeline.view();
      const { signals, failures } = await this.pipeline.infer(model, profile, view);
      if (signals.length > 0) {
        this.#newestAt.set(profile, newestOf(signals));
        return signals;
      }
      const reasons = [
        ...[...view.failures, ...failures].map(({ symbol, error }) => `${symbol}: ${error}`),
        ...view.skipped.map(({ symbol, reason }) => `${symbol}: ${reason}`),
      ];
      throw new SignalsUnavailable(`no signal of ${profile}: ${reasons.join('; ')}`);
    });
  }
}

/** When the newest was inferred, Unix ms. */
function newestOf(signals: readonly Signal[]): number {
  return Math.max(...signals.map(({ at }) => at));
}
