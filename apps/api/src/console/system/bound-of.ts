/** The upper bound that a bucket's label `le` names, in the unit of its metric. */
export function boundOf(le: string): number {
  return le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
}
