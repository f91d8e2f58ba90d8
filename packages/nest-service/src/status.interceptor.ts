import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';

/** Sends the status that a handler chose from its contract. */
@Injectable()
export class StatusInterceptor implements NestInterceptor<{ status: number; body: unknown }> {
  intercept(context: ExecutionContext, next: CallHandler<{ status: number; body: unknown }>): Observable<unknown> {
    return next.handle().pipe(
      map(({ status, body }) => {
        context.switchToHttp().getResponse<FastifyReply>().code(status);
        return body;
      }),
    );
  }
}
