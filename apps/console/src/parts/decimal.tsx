import { shownDecimal, shownQuantity, signOf } from '../format/decimal.ts';

interface Amount {
  /** An exact decimal as text. */
  readonly value: string;
  readonly unit?: string;
}

/** Money: two places to read, the others receding, all of them on hover. */
export function Money({ value, unit }: Amount) {
  const { main, rest } = shownDecimal(value);
  return (
    <data class="money" value={value} title={unit === undefined ? value : `${value} ${unit}`}>
      {main}
      {rest === '' ? null : <span class="places">{rest}</span>}
      {unit === undefined ? null : <span class="unit"> {unit}</span>}
    </data>
  );
}

const SIGN = { [-1]: 'loss', 0: '', 1: 'gain' } as const;

/** A profit or a loss: its sign is written as well as coloured. */
export function Profit(amount: Amount) {
  const sign = signOf(amount.value);
  return (
    <span class={`profit ${SIGN[sign]}`}>
      {sign === 1 ? '+' : ''}
      <Money {...amount} />
    </span>
  );
}

export function Quantity({ value, unit }: Amount) {
  return (
    <data class="money" value={value} title={value}>
      {shownQuantity(value)}
      {unit === undefined ? null : <span class="unit"> {unit}</span>}
    </data>
  );
}
