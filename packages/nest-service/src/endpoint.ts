import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  Header,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import type { InputOf, Route, SuccessOf } from '@qt/contracts';
import { AdmittedGuard } from './access/admitted.guard.ts';
import { InputGuard, inputOf } from './input.guard.ts';
import { ROUTE } from './route-metadata.ts';
import { StatusInterceptor } from './status.interceptor.ts';

type IsUnion<T, U = T> = T extends unknown ? ([U] extends [T] ? false : true) : never;

/** A handler's result: the body, or status and body if the contract has several success statuses. */
export type ResultOf<R extends Route> =
  IsUnion<keyof R['responses']> extends true
    ? SuccessOf<R>
    : R['responses'][keyof R['responses']] extends null
      ? unknown
      : SuccessOf<R>['body'];

type Handler<R extends Route> = (input: InputOf<R>, ...decorated: never[]) => ResultOf<R> | Promise<ResultOf<R>>;

/**
 * Serves a route of the contract: its path, method, access and success status. The handler's parameters
 * are `@Input() input: InputOf<typeof route>`, then others with a decorator of their own, such as `@CallerName() caller: string`. Replaces Nest's `@Get`, `@Body` and the like: a handler whose types differ
 * from the contract does not compile.
 */
export function Endpoint<const R extends Route>(route: R) {
  const statuses = Object.keys(route.responses).map(Number);
  const decorate = applyDecorators(
    RequestMapping({ path: route.path, method: RequestMethod[route.method] }),
    SetMetadata(ROUTE, route),
    UseGuards(AdmittedGuard, InputGuard),
    Header('cache-control', 'no-store'),
    ...(statuses.length > 1 ? [UseInterceptors(StatusInterceptor)] : [HttpCode(statuses[0] ?? 200)]),
  );
  return <H extends Handler<R>>(target: object, key: string, descriptor: TypedPropertyDescriptor<H>): void =>
    decorate(target, key, descriptor);
}

/** The request's params, query and body, parsed by the contract; 400 with every fault if they do not match. */
export const Input = createParamDecorator((_: unknown, context: ExecutionContext) => inputOf(context));
