import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { type ErrorReply, messageOf } from '@qt/contracts';
import { LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { methodsAt } from './methods-at.ts';
import { HttpProblem } from './problem.ts';
import type { ServiceDescription } from './service-description.ts';
import { isStoreFailure } from './store-error.ts';
import { SERVICE } from './tokens.ts';

/** The largest body that a service reads. */
export const BODY_LIMIT_BYTES = 256 * 1024;

/** Maps every exception to `{error: {code, message, request_id, details?}}`, never with a stack. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    @Inject(LOG) private readonly log: Log,
    @Inject(TELEMETRY) private readonly telemetry: Telemetry,
    @Inject(SERVICE) private readonly service: ServiceDescription,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    if (reply.sent) return;
    const problem = this.problemOf(error, http.getRequest<FastifyRequest>(), reply);
    if (problem.status >= 500 && !(error instanceof HttpProblem)) {
      this.log.error('request failed', { error });
      this.telemetry.recordException(error);
    }
    void reply.code(problem.status).type('application/json; charset=utf-8').send(this.bodyOf(problem));
  }

  private bodyOf(problem: HttpProblem): ErrorReply {
    const { code, message, details } = problem;
    const error = { code, message, request_id: this.telemetry.requestId() ?? '' };
    return { error: details === undefined ? error : { ...error, details: { ...details } } };
  }

  private problemOf(error: unknown, request: FastifyRequest, reply: FastifyReply): HttpProblem {
    if (error instanceof HttpProblem) return error;
    if (isStoreFailure(error)) {
      return new HttpProblem(503, 'store_unavailable', 'the store cannot be used now; the log has the cause');
    }
    const status = statusOf(error);
    // Fastify refuses the body of a method such as QUERY before it says that there is no such route.
    if (status === 404 || request.is404) return this.unmatched(request, reply);
    if (status >= 500)
      return new HttpProblem(500, 'internal', 'the service failed; its log has the cause under this request_id');
    return new HttpProblem(status, CODES[status] ?? 'bad_request', explain(status, error, request));
  }

  private unmatched(request: FastifyRequest, reply: FastifyReply): HttpProblem {
    const path = request.url.split('?', 1)[0] ?? '';
    const methods = methodsAt(this.service.served, path);
    if (methods.length === 0) {
      return new HttpProblem(
        404,
        'not_found',
        `${path}: expected a path of this service (see /docs), actual none of them`,
      );
    }
    void reply.header('allow', methods.join(', '));
    return new HttpProblem(
      405,
      'method_not_allowed',
      `${path}: expected ${methods.join(' or ')}, actual ${request.method}`,
    );
  }
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
