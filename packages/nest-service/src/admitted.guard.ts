import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isAdmitted } from './admission.ts';
import { routeOf } from './route-metadata.ts';

/** Runs no handler whose route asks for a token unless that was asked for: a route must not slip past admission. */
export class AdmittedGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { method, path, access } = routeOf(context);
    if (access === 'public' || isAdmitted(context.switchToHttp().getRequest<FastifyRequest>())) return true;
    throw new Error(`${method} ${path}: expected a request that was admitted, actual: one that was not`);
  }
}
