/** An exact decimal as shown: `12,345.67` to read, and the digits after the second one, which are there but recede. */
export interface ShownDecimal {
  readonly main: string;
  readonly rest: string;
}

const SHOWN_PLACES = 2;
const MOST_PLACES = 8;

/**
 * Splits an exact decimal for reading, on its text alone: no float ever sees it. At least two places; digits after the
 * eighth are left to the title, which has them all.
 */
export function shownDecimal(text: string): ShownDecimal {
  const [, sign = '', whole = '', fraction = ''] = /^([-+]?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === '') return { main: text, rest: '' };
  const places = fraction.replace(/0+$/, '').padEnd(SHOWN_PLACES, '0');
  const rest = places.slice(SHOWN_PLACES, MOST_PLACES) + (places.length > MOST_PLACES ? '…' : '');
  return { main: `${sign === '-' ? '−' : ''}${grouped(whole)}.${places.slice(0, SHOWN_PLACES)}`, rest };
}

/** A quantity: every digit, grouped, without trailing zeros. */
export function shownQuantity(text: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^([-+]?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === '') return text;
  const places = fraction.replace(/0+$/, '');
  return `${sign === '-' ? '−' : ''}${grouped(whole)}${places === '' ? '' : `.${places}`}`;
}

/** -1, 0 or 1. */
export function signOf(text: string): -1 | 0 | 1 {
  if (!/[1-9]/.test(text)) return 0;
  return text.startsWith('-') ? -1 : 1;
}

function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ',');
}
