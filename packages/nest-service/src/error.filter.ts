import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import type { ErrorReply } from '@qt/contracts';
import { LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { methodsAt } from './methods-at.ts';
import { HttpProblem } from './problem.ts';
import { problemOf } from './problem-of.ts';
import type { ServiceDescription } from './service-description.ts';
import { SERVICE } from './tokens.ts';

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
    const problem = problemOf(error, request);
    // Fastify refuses the body of a method such as QUERY before it says that there is no such route.
    const isUnmatched = !(error instanceof HttpProblem) && (problem.status === 404 || request.is404);
    return isUnmatched ? this.unmatched(request, reply) : problem;
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
