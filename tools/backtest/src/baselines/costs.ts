/** What a fill costs, in basis points of its notional. */
export interface Costs {
  readonly feeBps: number;
  readonly slippageBps: number;
}

/** What a long position earns in USDT: bought for `notional` at one price and sold at the other, both with costs. */
export function netOfLong(notional: number, bought: number, sold: number, { feeBps, slippageBps }: Costs): number {
  const [fee, slippage] = [feeBps / 10_000, slippageBps / 10_000];
  const quantity = notional / (bought * (1 + slippage));
  const proceeds = quantity * sold * (1 - slippage);
  return proceeds - notional - (proceeds + notional) * fee;
}
