import { MINUTE_MS } from '@qt/contracts';
import { createCandleHistory } from '@qt/market-data';
import { createSimulatedMarket } from '@qt/simulated-market';
import { silent } from '../silent.ts';
import { downloadHistory } from './download.ts';
import { historyOfFiles, type SymbolFile } from './files.ts';
import type { History } from './history.ts';

/** Where a history comes from. */
export type Source =
  | { readonly kind: 'files'; readonly files: readonly SymbolFile[] }
  | { readonly kind: 'sim'; readonly seed: number; readonly symbols: readonly string[]; readonly days: number }
  | {
      readonly kind: 'download';
      readonly symbols: readonly string[];
      readonly from: number;
      readonly to: number;
      /** Of Binance's REST API. */
      readonly url: string;
      readonly folder: string;
    };

const MINUTES_PER_DAY = 1440;
/** When a simulated history ends: the same on every day that it is asked for. */
const SIMULATED_UNTIL = Date.UTC(2026, 0, 1);

/** Says what it fetches and puts right. Throws FileUnusable, UnknownSymbol or ProviderFailure. */
export async function historyOf(source: Source, say: (line: string) => void): Promise<History> {
  switch (source.kind) {
    case 'sim':
      return simulatedHistory(source.seed, source.symbols, source.days, SIMULATED_UNTIL);
    case 'files': {
      const { history, remarks } = historyOfFiles(source.files);
      for (const remark of remarks) say(remark);
      return history;
    }
    case 'download': {
      const { url: binanceUrl, ...rest } = source;
      const exchange = createCandleHistory({ binanceUrl, ...silent, now: Date.now, random: Math.random });
      return downloadHistory({ ...rest, exchange, say });
    }
  }
}

/** The simulated market's last `days` before `until` (Unix ms). */
export function simulatedHistory(seed: number, symbols: readonly string[], days: number, until: number): History {
  const market = createSimulatedMarket(seed);
  const minutes = days * MINUTES_PER_DAY;
  const first = Math.floor(until / MINUTE_MS) - minutes;
  return new Map(symbols.map((symbol) => [symbol, market.candles(symbol, first, minutes)]));
}
