/** What a fill costs, in basis points of its notional: as the account is configured. */
export interface Costs {
  readonly feeBps: number;
  readonly slippageBps: number;
}

/** What buying and selling again costs, as a fraction of the notional. */
export function roundTripCost({ feeBps, slippageBps }: Costs): number {
  return (2 * (feeBps + slippageBps)) / 10_000;
}
