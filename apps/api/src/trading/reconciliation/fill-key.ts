/** A fill of the exchange, whose id is unique in its symbol. */
export interface FillId {
  readonly symbol: string;
  readonly id: string;
}

export function fillKey({ symbol, id }: FillId): string {
  return `${symbol} ${id}`;
}
