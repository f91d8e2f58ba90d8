import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { parseInput, type RawInput } from './parse-input.ts';
import { routeOf } from './route-metadata.ts';

const parsed = new WeakMap<FastifyRequest, RawInput>();

/** Parses every request by its contract before its handler runs, whether or not the handler asks for its input. */
export class InputGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    parsed.set(request, parseInput(routeOf(context), request));
    return true;
  }
}

/** What `InputGuard` made of this request. */
export function inputOf(context: ExecutionContext): RawInput | undefined {
  return parsed.get(context.switchToHttp().getRequest<FastifyRequest>());
}
