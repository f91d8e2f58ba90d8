/** Mutants that no test can kill, and why. An entry whose mutant is killed after all fails the run. */
export const EXPLAINED: Readonly<Record<string, string>> = {
  'packages/domain/src/amount.ts: { return undefined; } → {}': 'A function that ends without a return gives undefined.',
  'packages/domain/src/amount.ts: value.decimalPlaces() <= WIRE_DECIMALS → false':
    'Rounding what has few enough digits changes nothing.',
  'packages/domain/src/amount.ts: value.decimalPlaces() <= WIRE_DECIMALS → value.decimalPlaces() < WIRE_DECIMALS':
    'Rounding what has few enough digits changes nothing.',
  'packages/domain/src/lot.ts: unsold.isZero() → false':
    'Selling nothing of the lots that are left leaves them as they are.',
  'apps/risk-guard/src/domain/realised-books.ts: \'sell\' → ""': 'Whatever is not a buy is rounded as a sell is.',
  'apps/risk-guard/src/domain/loss-window.ts: this.#dropOld(now); → ;': 'Old entries cost memory alone.',
  'apps/risk-guard/src/domain/loss-window.ts: last.at > now - KEPT_MS → last.at >= now - KEPT_MS':
    'Old entries cost memory alone: the next reading drops them.',
  'apps/risk-guard/src/domain/loss-window.ts: index < this.#first → index <= this.#first':
    'Whether an entry at this place counts is decided by the next reading.',
  'apps/risk-guard/src/domain/loss-window.ts: at <= entry.at → at < entry.at':
    'Entries of one time count, and cease to, together.',
  'apps/risk-guard/src/domain/loss-window.ts: { const last = this.#entries[DROP_BATCH]; if (last === undef … _BATCH); this.#first -= DROP_BATCH; } → {}':
    'Old entries cost memory alone.',
  'apps/risk-guard/src/domain/loss-window.ts: last === undefined || last.at > now - KEPT_MS → true':
    'Old entries cost memory alone.',
  'apps/risk-guard/src/domain/market-prices.ts: known !== undefined → true (2)':
    'Without a price before there is none before that either.',
  'apps/risk-guard/src/domain/market-prices.ts: newest === undefined → false':
    'What has a price before the newest has a newest.',
  'apps/risk-guard/src/domain/market-prices.ts: a.symbol < b.symbol → a.symbol <= b.symbol':
    'Each symbol is there once.',
  "apps/risk-guard/src/domain/order-request.ts: books.state === 'differ' → true":
    'Only books that differ say what they differ in.',
  'apps/risk-guard/src/domain/portfolio.ts: this.#allowedAt.filter((at) => at > reservation.reservedAt - ORDER_RATE_WINDOW_MS) → this.#allowedAt':
    'Old times cost memory alone: whoever counts leaves them out again.',
  'apps/risk-guard/src/domain/portfolio.ts: at > reservation.reservedAt - ORDER_RATE_WINDOW_MS → true':
    'Old times cost memory alone: whoever counts leaves them out again.',
  'apps/risk-guard/src/domain/portfolio.ts: at > reservation.reservedAt - ORDER_RATE_WINDOW_MS → at >= reservation.reservedAt - ORDER_RATE_WINDOW_MS':
    'Old times cost memory alone: whoever counts leaves them out again.',
  'apps/risk-guard/src/domain/portfolio.ts: this.#cancelledAt.filter((one) => one > at - ORDER_RATE_WINDOW_MS) → this.#cancelledAt':
    'Old times cost memory alone: whoever counts leaves them out again.',
  'apps/risk-guard/src/domain/portfolio.ts: one > at - ORDER_RATE_WINDOW_MS → true':
    'Old times cost memory alone: whoever counts leaves them out again.',
  'apps/risk-guard/src/domain/portfolio.ts: one > at - ORDER_RATE_WINDOW_MS → one >= at - ORDER_RATE_WINDOW_MS':
    'Old times cost memory alone: whoever counts leaves them out again.',
  'apps/risk-guard/src/domain/portfolio.ts: [] → ["Stryker was here"]':
    'What was not reserved at some time is left out by the next reading.',
  'apps/risk-guard/src/domain/portfolio.ts: a < b → a <= b': 'Each symbol is there once.',
  'apps/risk-guard/src/domain/rules/price.ts: \'price\' → "" (2)':
    'There only whether it is recent is asked, in no words.',
};
