import { Inject, Injectable } from '@nestjs/common';
import type { ProviderName } from '@qt/catalogue';
import type { SystemHealth } from '@qt/contracts';
import { MarketData } from '@qt/market-data';
import { NOW } from '@qt/nest-service';
import { ApiConfig } from '../config.ts';

/** Which provider the newest price of each symbol came from, and how old the oldest of them is. */
@Injectable()
export class PriceReport {
  constructor(
    private readonly config: ApiConfig,
    private readonly market: MarketData,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  latest(): SystemHealth['prices'] {
    const groups = new Map<ProviderName | null, { symbols: number; oldestAt: number | null }>();
    for (const symbol of this.config.QT_SYMBOLS) {
      const price = this.market.lastKnownPrice(symbol);
      const { symbols = 0, oldestAt = null } = groups.get(price?.source ?? null) ?? {};
      const observedAt = price?.observedAt ?? null;
      groups.set(price?.source ?? null, { symbols: symbols + 1, oldestAt: earlier(oldestAt, observedAt) });
    }
    return [...groups].map(([provider, { symbols, oldestAt }]) => ({
      provider,
      symbols,
      oldest_seconds: oldestAt === null ? null : Math.max(0, this.now() - oldestAt) / 1000,
    }));
  }
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
