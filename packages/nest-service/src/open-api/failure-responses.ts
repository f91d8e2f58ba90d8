import { STATUS_CODES } from 'node:http';
import { type ErrorReply, type Routes, statusesOf } from '@qt/contracts';
import type { Json } from './shared-schemas.ts';

type Example = Pick<ErrorReply['error'], 'code' | 'message'>;

const REQUEST_ID = '5f0c8a52-9d5c-4f0e-8b8e-3f6f1f2b7c11';

const EXAMPLES: Readonly<Record<number, Example>> = {
  400: { code: 'invalid_input', message: "quantity: expected a decimal above 0, actual '-1'" },
  401: { code: 'unauthorized', message: 'X-Admin-Token: expected the admin token, actual nothing' },
  403: { code: 'risk_denied', message: 'the kill switch is engaged' },
  404: { code: 'unknown_symbol', message: "symbol: expected one of BTCUSDT, actual 'ETHUSDT'" },
  409: { code: 'already_current', message: 'version: m-20260101t000000z is the current model' },
  413: { code: 'body_too_large', message: 'body: expected at most 262144 bytes, actual 300002 bytes' },
  415: { code: 'unsupported_media_type', message: "Content-Type: expected application/json, actual 'text/csv'" },
  429: { code: 'too_many_attempts', message: 'X-Admin-Token: expected the admin token, actual another one, too often' },
  500: { code: 'internal', message: 'the service failed; its log has the cause under this request_id' },
  503: { code: 'store_unavailable', message: 'the ledger cannot be written, so nothing was ordered' },
};

/** The name of a failure among the shared responses: 404 → `NotFound`. */
export function failureName(status: number): string {
  return (STATUS_CODES[status] ?? String(status)).replaceAll(/\W/g, '');
}

/** Each failure that a route of the service declares, once. */
export function failureResponses(routes: Routes): Json {
  const statuses = new Set(Object.values(routes).flatMap((route) => statusesOf(route)));
  const failures = [...statuses].filter((status) => status >= 400 && status !== 499).sort((a, b) => a - b);
  return Object.fromEntries(failures.map((status) => [failureName(status), failure(status)]));
}

function failure(status: number): Json {
  const example = EXAMPLES[status];
  return {
    description: STATUS_CODES[status] ?? String(status),
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/Error' },
        ...(example === undefined ? {} : { example: { error: { ...example, request_id: REQUEST_ID } } }),
      },
    },
  };
}
