import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { parseInput, type RawInput } from './parse-input.ts';
import { routeOf } from './route-metadata.ts';

const parsed = new WeakMap<FastifyRequest, RawInput>();

/** Parses every request by its contract. A guard and not a pipe: it also runs for handlers that take no input. */
@Injectable()
export class InputGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    parsed.set(request, parseInput(routeOf(context), request));
    return true;
  }
}

/** The input that `InputGuard` parsed. */
export function inputOf(context: ExecutionContext): RawInput | undefined {
  return parsed.get(context.switchToHttp().getRequest<FastifyRequest>());
}
