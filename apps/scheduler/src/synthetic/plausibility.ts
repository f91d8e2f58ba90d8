/** A price that another one is measured by. */
export interface Reference {
  /** Whose price: a provider, or `both, a moment ago`. */
  readonly whose: string;
  readonly price: string;
}

/** Two prices of a symbol differ by at most this share of the reference: wider than venues ever are, narrower than garbage. */
const TOLERANCE = 0.05;

/**
 * Why a price cannot be right; undefined where it can. It is plausible when it is near any of the references: the other
 * provider's answer of the same moment, or the price on which both last agreed. Where two disagree, the one that has
 * left the price of before is the one that is wrong; with no price of before, either may be. Without any reference a
 * price is taken as it is.
 */
export function implausible(symbol: string, price: string, references: readonly Reference[]): string | undefined {
  if (references.length === 0 || references.some((reference) => near(price, reference.price))) return undefined;
  const expected = references.map((reference) => `${reference.price} (${reference.whose})`).join(' or ');
  return `price of ${symbol}: expected within ${TOLERANCE * 100} % of ${expected}, actual ${price}`;
}

/** Are the prices within the tolerance of each other? A comparison of sizes, not money: floats will do. */
export function near(price: string, reference: string): boolean {
  return Math.abs(Number(price) - Number(reference)) <= TOLERANCE * Number(reference);
}
