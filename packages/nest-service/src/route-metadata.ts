import type { ExecutionContext } from '@nestjs/common';
import type { Route } from '@qt/contracts';

export const ROUTE = 'qt:route';

/** The contract of the handler that is about to run. */
export function routeOf(context: ExecutionContext): Route {
  return Reflect.getMetadata(ROUTE, context.getHandler()) as Route;
}
