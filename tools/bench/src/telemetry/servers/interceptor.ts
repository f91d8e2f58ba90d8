import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tap } from 'rxjs';

/** Records each request by a Nest interceptor, as many applications do. */
export function interceptRequests(
  completed: (labels: Record<string, string>, seconds: number) => void,
): NestInterceptor {
  return {
    intercept(context: ExecutionContext, next: CallHandler) {
      const start = performance.now();
      const request = context.switchToHttp().getRequest<FastifyRequest>();
      const reply = context.switchToHttp().getResponse<FastifyReply>();
      return next.handle().pipe(
        tap(() => {
          const route = request.routeOptions.url ?? 'unmatched';
          const labels = { route, method: request.method, status_code: String(reply.statusCode) };
          completed(labels, (performance.now() - start) / 1000);
        }),
      );
    },
  };
}
