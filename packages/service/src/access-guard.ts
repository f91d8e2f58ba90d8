import { type CanActivate, type ExecutionContext, Inject, Injectable, Optional } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Actor, admit, type Credentials, type Tokens } from './access.ts';
import { routeOf } from './route-metadata.ts';
import { ADMIN_AUDIT, TOKENS } from './tokens.ts';

/** One try at an admin route, let in or not. */
export interface AdminTry {
  readonly route: string;
  readonly actor: Actor | 'unknown';
  readonly accepted: boolean;
  /** Why it was refused; empty when it was let in. */
  readonly detail: string;
}

/** Where a service records the tries at its admin routes. Throwing refuses the request. */
export interface AdminAudit {
  record(attempt: AdminTry): void | Promise<void>;
}

/** Asks for the tokens that a route's contract names. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(TOKENS) private readonly tokens: Tokens,
    @Optional() @Inject(ADMIN_AUDIT) private readonly audit: AdminAudit | undefined,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = routeOf(context);
    const name = `${route.method} ${route.path}`;
    const record = async (attempt: Omit<AdminTry, 'route'>) => {
      if (route.access === 'admin') await this.audit?.record({ route: name, ...attempt });
    };
    try {
      const actor = admit(route.access, credentialsOf(context), this.tokens);
      await record({ actor, accepted: true, detail: '' });
    } catch (error) {
      await record({
        actor: 'unknown',
        accepted: false,
        detail: error instanceof Error ? error.message : String(error),
      });
      throw error;
    }
    return true;
  }
}

function credentialsOf(context: ExecutionContext): Credentials {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
  const adminToken = headers['x-admin-token'];
  return { authorization: headers.authorization, adminToken: Array.isArray(adminToken) ? adminToken[0] : adminToken };
}
