import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { ClockState, Instruments, Log } from '@qt/catalogue';
import { type ClockSource, clockOffset } from '@qt/market-data';
import { NOW, PollingService } from '@qt/nest-service';
import { INSTRUMENTS, LOG } from '@qt/telemetry';
import { ObservedFacts } from '../domain/observed-facts.ts';
import { GuardSettings } from '../guard-settings.ts';
import { PROVIDER_CLOCK } from './provider-clock.ts';

const PAUSE_MS = { right: 15_000, doubtful: 2000 };
const PROVIDER = 'binance';

/** Compares our clock with a provider's on a timer, and says so when it is off. */
@Injectable()
export class ClockService extends PollingService implements OnModuleInit {
  readonly #stopping = new AbortController();
  #state: ClockState = 'right';
  #answered = false;

  constructor(
    @Inject(PROVIDER_CLOCK) private readonly provider: ClockSource,
    private readonly facts: ObservedFacts,
    private readonly settings: GuardSettings,
    @Inject(NOW) private readonly now: () => number,
    @Inject(INSTRUMENTS) private readonly instruments: Instruments<'qt_clock_offset_seconds'>,
    @Inject(LOG) private readonly log: Pick<Log, 'event'>,
  ) {
    super();
  }

  onModuleInit(): void {
    this.instruments.qt_clock_offset_seconds.observe(() =>
      this.#answered ? [[this.facts.clock.offset() / 1000, { provider: PROVIDER }]] : [],
    );
  }

  override onModuleDestroy(): Promise<void> {
    this.#stopping.abort();
    return super.onModuleDestroy();
  }

  /** Asks the provider once. Does not reject. */
  async compare(): Promise<void> {
    const seconds = await clockOffset(this.provider, this.now, this.#stopping.signal);
    this.#answered = seconds !== undefined;
    if (seconds !== undefined) this.facts.clock.verify(seconds * 1000);
    this.#report();
  }

  protected override round(): Promise<void> {
    return this.compare();
  }

  protected override pauseMs(): number {
    return this.#answered && this.#state === 'right' ? PAUSE_MS.right : PAUSE_MS.doubtful;
  }

  /** One event for each change. A jump shows although the provider does not answer. */
  #report(): void {
    const { clockWarningMs, limits } = this.settings;
    const offset = this.facts.clock.offset();
    const off = Math.abs(offset);
    const state = off > limits.maxClockSkewMs ? 'skewed' : off > clockWarningMs ? 'off' : 'right';
    if (state === this.#state) return;
    this.#state = state;
    const limit = state === 'skewed' ? limits.maxClockSkewMs : clockWarningMs;
    this.log.event('clock.offset.changed', {
      provider: PROVIDER,
      state,
      offset_seconds: offset / 1000,
      limit_seconds: limit / 1000,
    });
  }
}
