import type { Profile } from '@qt/catalogue';
import type { Performance as PerformanceBody } from '@qt/contracts';
import { amount, decimalText } from '@qt/domain';
import type { EquitySample } from '@qt/performance';
import type { AccountPerformance, Earned } from './account-performance.ts';

/** The most points of the curve in an answer. */
const MAX_POINTS = 500;
const CENTS = 2;

export function performanceBody(
  profile: Profile | undefined,
  { earned, account, risk, byProfile, bySymbol, parts, curve }: AccountPerformance,
): PerformanceBody {
  return {
    currency: 'USDT',
    profile: profile ?? null,
    from: instant(curve[0]?.at ?? 0),
    to: instant(curve.at(-1)?.at ?? 0),
    ...earnedBody(earned),
    account: {
      opening_equity: decimalText(account.openingEquity),
      paid_in: decimalText(account.paidIn),
      closing_equity: decimalText(account.closingEquity),
    },
    risk: {
      max_drawdown: rounded(risk.max_drawdown),
      max_drawdown_share: risk.max_drawdown_share,
      sharpe: risk.sharpe,
      sortino: risk.sortino,
      annualisation: 'hourly returns, 8,760 hours a year, no risk-free rate',
      time_in_market: risk.time_in_market,
      mean_exposure: rounded(risk.mean_exposure),
      max_exposure: rounded(risk.max_exposure),
    },
    by_profile: byProfile.map((part) => ({ profile: ownerOf(part.profile), ...earnedBody(part) })),
    by_symbol: bySymbol.map((part) => ({ symbol: part.symbol, ...earnedBody(part) })),
    parts: parts.map((part) => ({ profile: ownerOf(part.profile), symbol: part.symbol, ...earnedBody(part) })),
    equity: thinned(curve).map(({ at, equity, exposure }) => ({
      at: instant(at),
      equity: rounded(equity),
      exposure: rounded(exposure),
    })),
  };
}

function earnedBody({ net, realised, unrealised, fees, slippage, exposure, trades, winRate }: Earned) {
  return {
    net: decimalText(net),
    realised: decimalText(realised),
    unrealised: decimalText(unrealised),
    fees: decimalText(fees),
    slippage: decimalText(slippage),
    exposure: decimalText(exposure),
    trades,
    win_rate: winRate,
  };
}

/** Evenly spread points, with the last one. */
function thinned(curve: readonly EquitySample[]): EquitySample[] {
  const step = Math.ceil(curve.length / MAX_POINTS);
  return curve.filter((_, index) => (curve.length - 1 - index) % step === 0);
}

const ownerOf = (profile: Profile | null) => profile ?? 'manual';
const rounded = (usdt: number) => decimalText(amount(usdt.toFixed(CENTS)));
const instant = (ms: number) => new Date(ms).toISOString();
