import { ExchangeError } from '../exchange/exchange-response.ts';

/** Binance's own error bodies: `{code, msg}`. */
const refuse = (code: number, msg: string) => new ExchangeError(400, { code, msg });

export const errors = {
  invalidSymbol: () => refuse(-1121, 'Invalid symbol.'),
  invalidInterval: () => refuse(-1120, 'Invalid interval.'),
  missing: (name: string) => refuse(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`),
  illegal: (name: string, range: string) =>
    refuse(-1100, `Illegal characters found in parameter '${name}'; legal range is '${range}'.`),
  notValid: (name: string) => refuse(-1130, `Data sent for parameter '${name}' is not valid.`),
  unread: (read: number, sent: number) =>
    refuse(-1104, `Not all sent parameters were read; read '${read}' parameter(s) but was sent '${sent}'.`),
  combination: () => refuse(-1128, 'Combination of optional parameters invalid.'),
  repeated: () => refuse(-1151, 'Symbol is present multiple times in the list.'),
};
