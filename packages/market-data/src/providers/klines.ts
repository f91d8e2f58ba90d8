import type { Candle } from '@qt/contracts';
import type { CandleGap } from '../candle-gaps.ts';
import { shown } from './quote.ts';

const DECIMAL = /^\d{1,18}(\.\d{1,18})?$/;

/** Candles in order of time, each minute once, and what was put right; or why the answer has none. */
type Klines =
  | { readonly ok: true; readonly candles: Candle[]; readonly gaps: CandleGap[] }
  | { readonly ok: false; readonly fault: string };

/**
 * Parses Binance's klines: an array of rows of open time, open, high, low, close, volume and more; prices as text. Rows
 * may be missing, repeated (the last one counts) or out of order. A row that is no candle is a fault.
 */
export function readKlines(rows: unknown, intervalMs: number): Klines {
  if (!Array.isArray(rows)) return fault(`expected an array of klines, actual ${shown(rows)}`);
  const byTime = new Map<number, Candle>();
  const gaps: CandleGap[] = [];
  let newest = Number.NEGATIVE_INFINITY;
  for (const [at, row] of rows.entries()) {
    const candle = candleOf(row);
    const reason = candle === undefined ? `expected a kline, actual ${shown(row)}` : faultOf(candle, intervalMs);
    if (candle === undefined || reason !== undefined) return fault(`row ${at}: ${reason}`);
    const { openTime } = candle;
    if (byTime.has(openTime)) gaps.push({ kind: 'duplicate', openTime });
    else if (openTime < newest) gaps.push({ kind: 'out_of_order', openTime });
    byTime.set(openTime, candle);
    newest = Math.max(newest, openTime);
  }
  return { ok: true, candles: [...byTime.values()].sort((a, b) => a.openTime - b.openTime), gaps };
}

/** Why a candle is invalid; undefined if it is valid. */
function faultOf(candle: Candle, intervalMs: number): string | undefined {
  const { openTime, open, high, low, close, volume } = candle;
  if (!(open > 0 && high > 0 && low > 0 && close > 0))
    return `expected prices above 0, actual ${open} ${high} ${low} ${close}`;
  if (!(volume >= 0)) return `expected a volume of 0 or more, actual ${volume}`;
  if (high < Math.max(open, close) || low > Math.min(open, close)) {
    return `expected low ≤ open, close ≤ high, actual ${open} ${high} ${low} ${close}`;
  }
  if (!Number.isSafeInteger(openTime) || openTime % intervalMs !== 0)
    return `expected a whole interval, actual ${openTime}`;
  return undefined;
}

function candleOf(row: unknown): Candle | undefined {
  if (!Array.isArray(row) || row.length < 6) return undefined;
  const [openTime, ...figures] = row as unknown[];
  if (typeof openTime !== 'number') return undefined;
  const [open, high, low, close, volume] = figures.slice(0, 5).map(numberOf);
  if (open === undefined || high === undefined || low === undefined || close === undefined || volume === undefined) {
    return undefined;
  }
  return { openTime, open, high, low, close, volume };
}

function numberOf(text: unknown): number | undefined {
  return typeof text === 'string' && DECIMAL.test(text) ? Number(text) : undefined;
}

function fault(reason: string): Klines {
  return { ok: false, fault: reason };
}
