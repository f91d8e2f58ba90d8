import { Refusal } from '../exchange/exchange-response.ts';

/** CoinGecko's own error bodies: `{error}`. */
export const refusals = {
  missing: (name: string) => new Refusal(422, { error: `Missing parameter ${name}` }),
  coinNotFound: () => new Refusal(404, { error: 'coin not found' }),
  invalidCurrency: () => new Refusal(400, { error: 'invalid vs_currency' }),
  invalid: (name: string, expected: string) => new Refusal(400, { error: `Invalid ${name}: expected ${expected}` }),
};
