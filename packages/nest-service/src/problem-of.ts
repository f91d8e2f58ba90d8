import { HttpException } from '@nestjs/common';
import { messageOf } from '@qt/contracts';
import type { FastifyRequest } from 'fastify';
import { BODY_LIMIT_BYTES } from './limited-server.ts';
import { HttpProblem } from './problem.ts';
import { isStoreFailure } from './store-error.ts';

/** What is answered for an error that a request met; of one that is not the contract's, nothing of the inside. */
export function problemOf(error: unknown, request: FastifyRequest): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (isStoreFailure(error)) {
    return new HttpProblem(503, 'store_unavailable', 'the store cannot be used now; the log has the cause');
  }
  const status = statusOf(error);
  if (status >= 500)
    return new HttpProblem(500, 'internal', 'the service failed; its log has the cause under this request_id');
  return new HttpProblem(status, CODES[status] ?? 'bad_request', explain(status, error, request));
}

const CODES: Readonly<Record<number, string>> = {
  400: 'malformed_request',
  413: 'body_too_large',
  415: 'unsupported_media_type',
};

/** The status of an error of Nest or Fastify; 500 for any other. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

function explain(status: number, error: unknown, { headers }: FastifyRequest): string {
  if (status === 413) {
    const size = headers['content-length'];
    return `body: expected at most ${BODY_LIMIT_BYTES} bytes, actual ${size === undefined ? 'more' : `${size} bytes`}`;
  }
  if (status === 415) {
    const type = headers['content-type'];
    const actual = type === undefined ? 'none' : `'${type.slice(0, 100)}'`;
    return `Content-Type: expected application/json, actual ${actual}`;
  }
  return `body: expected well-formed JSON, actual: ${messageOf(error)}`;
}
