import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from '../problem.ts';

/** Names that no public name server answers for, so that none can be pointed at this machine by a stranger. */
const PRIVATE_NAME = /^[^.]+$|\.(localhost|local|internal|svc|test)$/;
const ADDRESS = /^\[[0-9a-f:.]+\]$|^\d{1,3}(\.\d{1,3}){3}$/;

/**
 * Whether a `Host` header may name this service: an address, a private name, or one of `allowed` (`name` or `name:port`). A
 * page whose own name was rebound to this machine sends that name.
 */
export function isOurHost(host: string, allowed: readonly string[]): boolean {
  const lower = host.toLowerCase();
  const name = lower.replace(/:\d+$/, '');
  return ADDRESS.test(name) || PRIVATE_NAME.test(name) || allowed.includes(name) || allowed.includes(lower);
}

/** Whether a page of this origin may call: one that the host itself served, or one of `allowed`. */
export function isOurOrigin(origin: string, host: string, allowed: readonly string[]): boolean {
  const from = URL.canParse(origin) ? new URL(origin).host.toLowerCase() : undefined;
  return from !== undefined && (from === host.toLowerCase() || allowed.includes(from));
}

/** How often a request names its host. Node keeps the first `Host` and drops the others. */
function hostsIn(rawHeaders: readonly string[]): number {
  return rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
}

/** Refuses requests that name two hosts (RFC 9112, 3.2), requests for another host, and requests by pages of other sites, before anything of them is read. */
export function refuseOtherSites(server: FastifyInstance, allowed: readonly string[]): void {
  server.addHook('onRequest', async ({ headers: { host = '', origin }, raw }: FastifyRequest) => {
    if (hostsIn(raw.rawHeaders) > 1) {
      throw new HttpProblem(400, 'malformed_request', 'Host: expected one, actual several');
    }
    if (!isOurHost(host, allowed)) {
      const message = `Host: expected an address, or a name in QT_ALLOWED_HOSTS, actual '${host.slice(0, 100)}'`;
      throw new HttpProblem(421, 'misdirected_request', message);
    }
    if (origin !== undefined && !isOurOrigin(origin, host, allowed)) {
      const message = `Origin: expected a page of this service, actual '${origin.slice(0, 100)}'`;
      throw new HttpProblem(403, 'origin_refused', message);
    }
  });
}
