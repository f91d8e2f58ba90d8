import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { routeOf } from '../route-metadata.ts';
import { actorOf } from './admission.ts';

/** Refuses a request whose route needs a token that admission did not check: no route may slip past it. */
@Injectable()
export class AdmittedGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { method, path, access } = routeOf(context);
    if (access === 'public' || actorOf(context.switchToHttp().getRequest<FastifyRequest>()) !== undefined) return true;
    throw new Error(`${method} ${path}: expected a request that was admitted, actual: one that was not`);
  }
}
