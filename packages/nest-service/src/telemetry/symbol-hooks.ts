import type { FastifyRequest, RouteOptions } from 'fastify';

/** Called with a configured symbol that a request names. */
type Found = (request: FastifyRequest, symbol: string) => void;

const TAKES_BODY: ReadonlySet<unknown> = new Set(['POST', 'PUT']);

/**
 * Returns a listener for `onRoute` that looks for a symbol in the requests of routes that may name one: as `:symbol` of
 * the path, or as `symbol` of a JSON body. Other routes get no hook. A symbol that is not among `symbols` is not found.
 */
export function symbolHooks(symbols: readonly string[], found: Found): (route: RouteOptions) => void {
  const admitted: ReadonlySet<unknown> = new Set(symbols);
  const lookIn = (part: 'params' | 'body') => (request: FastifyRequest, _: unknown, done: () => void) => {
    const { symbol } = (request[part] ?? {}) as { readonly symbol?: unknown };
    if (admitted.has(symbol)) found(request, symbol as string);
    done();
  };
  const partOf = ({ url, method }: RouteOptions) => {
    if (url.split('/').includes(':symbol')) return 'params';
    return [method].flat().some((each) => TAKES_BODY.has(each)) ? 'body' : undefined;
  };
  return (route) => {
    const part = partOf(route);
    if (part !== undefined) route.preHandler = [lookIn(part), ...[route.preHandler ?? []].flat()];
  };
}
