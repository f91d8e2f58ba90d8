import { ExchangeError } from '../exchange/exchange-response.ts';

/** Binance's own error bodies: `{code, msg}`. */
const refuse = (code: number, msg: string, status = 400) => new ExchangeError(status, { code, msg });

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
  keyFormat: () => refuse(-2014, 'API-key format invalid.', 401),
  keyRejected: () => refuse(-2015, 'Invalid API-key, IP, or permissions for action.', 401),
  signature: () => refuse(-1022, 'Signature for this request is not valid.'),
  ahead: () => refuse(-1021, "Timestamp for this request was 1000ms ahead of the server's time."),
  outsideWindow: () => refuse(-1021, 'Timestamp for this request is outside of the recvWindow.'),
  timeout: () =>
    refuse(
      -1007,
      'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
      503,
    ),
  unavailable: () => refuse(-1001, 'Internal error; unable to process your request. Please try again.', 503),
  banned: (until: number) =>
    refuse(
      -1003,
      `Way too much request weight used; IP banned until ${until}. Please use WebSocket Streams for live updates to avoid bans.`,
      418,
    ),
  filter: (name: string) => refuse(-1013, `Filter failure: ${name}`),
  marketClosed: () => refuse(-1013, 'Market is closed.'),
  insufficientBalance: () => refuse(-2010, 'Account has insufficient balance for requested action.'),
  duplicateOrder: () => refuse(-2010, 'Duplicate order sent.'),
  unknownOrder: () => refuse(-2011, 'Unknown order sent.'),
  noSuchOrder: () => refuse(-2013, 'Order does not exist.'),
  repeated: () => refuse(-1151, 'Symbol is present multiple times in the list.'),
};
