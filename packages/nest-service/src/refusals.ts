import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { ErrorReply } from '@qt/contracts';
import type { FastifyError, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';

/** The longest path parameter, in characters. */
export const MAX_PARAM_LENGTH = 200;

/**
 * Gives Fastify's own errors, before any route, hook or filter, the form of every other error. Input that is not HTTP is
 * answered on the socket.
 */
export const refusals: Pick<FastifyServerOptions, 'frameworkErrors' | 'clientErrorHandler'> = {
  frameworkErrors: refusePath,
  clientErrorHandler: (error, socket) => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const { status, code, message } = unreadable(error.code);
    const requestId = randomUUID();
    const body = JSON.stringify(errorBody(code, message, requestId));
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      `x-request-id: ${requestId}`,
      'connection: close',
    ];
    if (socket.writable) socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
    socket.destroySoon();
  },
};

function refusePath(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const tooLong = error.statusCode === 414;
  const message = tooLong
    ? `path: expected parts of at most ${MAX_PARAM_LENGTH} characters, actual a longer one`
    : `path: expected a well-formed one, actual '${request.url.slice(0, 100)}'`;
  void reply
    .code(tooLong ? 414 : 400)
    .type('application/json; charset=utf-8')
    .send(errorBody(tooLong ? 'path_too_long' : 'malformed_request', message, request.id));
}

function errorBody(code: string, message: string, requestId: string): ErrorReply {
  return { error: { code, message, request_id: requestId } };
}

function unreadable(cause: string | undefined) {
  if (cause === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return { status: 408, code: 'request_timeout', message: 'request: expected all of it in time, actual a part' };
  }
  if (cause === 'HPE_HEADER_OVERFLOW') {
    return {
      status: 431,
      code: 'headers_too_large',
      message: 'request: expected at most 16 KiB of headers, actual more',
    };
  }
  return {
    status: 400,
    code: 'malformed_request',
    message: `request: expected HTTP/1.1, actual ${cause ?? 'not that'}`,
  };
}
