import { ExchangeError } from '../exchange/exchange-response.ts';

/** CoinGecko's own error bodies: `{error}`. */
export const errors = {
  missing: (name: string) => new ExchangeError(422, { error: `Missing parameter ${name}` }),
  coinNotFound: () => new ExchangeError(404, { error: 'coin not found' }),
  invalidCurrency: () => new ExchangeError(400, { error: 'invalid vs_currency' }),
  invalid: (name: string, expected: string) =>
    new ExchangeError(400, { error: `Invalid ${name}: expected ${expected}` }),
};
