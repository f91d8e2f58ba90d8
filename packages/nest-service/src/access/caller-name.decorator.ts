import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { actorOf } from './admission.ts';

/** Who calls, by the token that was accepted: the name of an operator or a service; `anyone` on a public route. */
export const CallerName = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  return actorOf(context.switchToHttp().getRequest<FastifyRequest>()) ?? 'anyone';
});
