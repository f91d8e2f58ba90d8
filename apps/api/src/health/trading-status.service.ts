import { Inject, Injectable } from '@nestjs/common';
import { type Instruments, type Log, TRADING_BLOCKS, type TradingBlock } from '@qt/catalogue';
import type { HealthCheck, SystemHealth } from '@qt/contracts';
import { MarketData } from '@qt/market-data';
import { NOW } from '@qt/nest-service';
import { INSTRUMENTS, LOG } from '@qt/telemetry';
import { ApiConfig } from '../config.ts';
import { CurrentModel } from '../model/current-model.ts';
import { failuresOf } from './health-summary.ts';
import { whyNoPrice } from './price-age.ts';
import { ServiceClients } from './service-clients.ts';

type TradingInstruments = Instruments<'qt_trading_allowed' | 'qt_trading_blocked'>;
type TradingStatus = SystemHealth['trading'];

interface Block {
  readonly reason: TradingBlock;
  readonly detail: string;
}

interface Verdict {
  readonly allowed: boolean;
  readonly reason: TradingBlock | null;
  /** Unix ms. */
  readonly since: number;
  /** Unix ms. */
  readonly reasonSince: number;
}

/** The check whose failure stops every order of the API. */
const STORE = 'store';
/** What a model's lack means: who orders by hand needs none. */
const NOT_BY_SIGNAL = 'no order by signal goes out, one by hand does';

/**
 * Whether an order inside the limits would go out now: the one verdict that `/health`, `qt_trading_allowed`, the log and
 * the alert TradingHalted read.
 */
@Injectable()
export class TradingStatusService {
  #latest: Verdict | null = null;

  constructor(
    private readonly services: ServiceClients,
    private readonly market: MarketData,
    private readonly model: CurrentModel,
    private readonly config: ApiConfig,
    @Inject(INSTRUMENTS) private readonly instruments: TradingInstruments,
    @Inject(LOG) private readonly log: Pick<Log, 'event'>,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /** Checks the whole way of an order: `own` are the API's own checks, the rest is asked now. */
  async check(own: readonly HealthCheck[]): Promise<TradingStatus> {
    const blocks = [...ownBlocks(own), ...this.#modelBlocks(), ...(await this.#guardBlocks())];
    return this.#record(blocks);
  }

  /** A model that is too old opens nothing by signal. */
  #modelBlocks(): Block[] {
    const { card } = this.model;
    if (card === null) return [];
    const expiresAt = this.model.provenAt(card) + this.config.QT_MODEL_MAX_AGE_HOURS * 3_600_000;
    if (expiresAt > this.now()) return [];
    return [
      {
        reason: 'model_expired',
        detail: `${NOT_BY_SIGNAL}: the model expired at ${new Date(expiresAt).toISOString()}`,
      },
    ];
  }

  async #guardBlocks(): Promise<Block[]> {
    const risk = await this.services.risk.state();
    if (!risk.ok) {
      const detail = `the risk guard cannot be asked: ${risk.error.message}`;
      return [{ reason: 'risk_guard_unavailable', detail }];
    }
    const { trading, limits } = risk.body;
    const blocks = trading.reasons.map(({ reason, detail }): Block => ({ reason: blockOf(reason), detail }));
    const noPrice = this.#whyNoPrice(Number(limits['max_price_age_seconds'] ?? 0));
    if (noPrice !== null) blocks.push({ reason: 'price_unavailable', detail: noPrice });
    return blocks;
  }

  /** An exchange that gives no price is down, and nothing is bought on the price of another source. */
  #whyNoPrice(maxAgeSeconds: number): string | null {
    const availability = this.market.priceAvailability();
    const { shownOnlyBy } = availability;
    if (shownOnlyBy !== null) {
      return `the exchange gives no price; that of ${shownOnlyBy} shows, but does not trade`;
    }
    return whyNoPrice(availability, maxAgeSeconds, this.now());
  }

  #record(blocks: readonly Block[]): TradingStatus {
    const allowed = blocks.length === 0;
    const reason = blocks[0]?.reason ?? null;
    const detail = blocks.map((block) => block.detail).join('; ') || 'orders within the limits go out';
    this.instruments.qt_trading_allowed.set(Number(allowed));
    for (const each of TRADING_BLOCKS) {
      const blocked = blocks.some((block) => block.reason === each);
      this.instruments.qt_trading_blocked.set(Number(blocked), { reason: each });
    }
    const { since, reasonSince } = this.#remember(allowed, reason, detail);
    const reason_since = allowed ? null : new Date(reasonSince).toISOString();
    return { allowed, reason, detail, since: new Date(since).toISOString(), reason_since };
  }

  #remember(allowed: boolean, reason: TradingBlock | null, detail: string): Verdict {
    const latest = this.#latest;
    if (latest?.allowed === allowed && latest.reason === reason) return latest;
    const reasonSince = this.now();
    const since = latest?.allowed === allowed ? latest.since : reasonSince;
    this.log.event('trading.allowed.changed', { allowed, reason, detail });
    this.#latest = { allowed, reason, since, reasonSince };
    return this.#latest;
  }
}

/** Without its store the API orders nothing; what else it lacks is needed only for signals. */
function ownBlocks(own: readonly HealthCheck[]): Block[] {
  const failing = own.filter((check) => !check.ok);
  const store = failing.filter(({ name }) => name === STORE);
  const others = failing.filter(({ name }) => name !== STORE);
  const block = (reason: TradingBlock, what: string, checks: readonly HealthCheck[]): Block[] =>
    checks.length === 0 ? [] : [{ reason, detail: `${what}: ${failuresOf(checks)}` }];
  return [
    ...block('store_unavailable', 'the API cannot order', store),
    ...block('model_unavailable', NOT_BY_SIGNAL, others),
  ];
}

/** The guard's reason; one that a later guard has and this API does not know is the guard's own affair. */
function blockOf(reason: string): TradingBlock {
  if (reason === 'price_missing' || reason === 'price_stale') return 'price_unavailable';
  return TRADING_BLOCKS.find((block) => block === reason) ?? 'risk_guard_unavailable';
}
