/** A price to compare another one with. */
export interface Reference {
  /** Whose price: a provider, or `both, a moment ago`. */
  readonly whose: string;
  readonly price: string;
}

/** The most that two prices of a symbol may differ, as a share of the reference: more than venues ever differ, less than garbage does. */
const TOLERANCE = 0.05;

/**
 * Why a price is implausible; undefined if it is plausible, that is, near any of the references: the other provider's
 * price of the same moment, or the last price on which both agreed. If two disagree, the one away from the last agreed
 * price is wrong; without such a price, both fail. Without any reference a price is accepted.
 */
export function implausible(symbol: string, price: string, references: readonly Reference[]): string | undefined {
  if (references.length === 0 || references.some((reference) => near(price, reference.price))) return undefined;
  const expected = references.map((reference) => `${reference.price} (${reference.whose})`).join(' or ');
  return `price of ${symbol}: expected within ${TOLERANCE * 100} % of ${expected}, actual ${price}`;
}

/** Whether the prices are within the tolerance. A comparison of sizes, not of money, so floats are good enough. */
export function near(price: string, reference: string): boolean {
  return Math.abs(Number(price) - Number(reference)) <= TOLERANCE * Number(reference);
}
