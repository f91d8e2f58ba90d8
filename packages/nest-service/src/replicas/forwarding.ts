import { setTimeout as pause } from 'node:timers/promises';
import { isRepeatable, type Routes, routeFinder } from '@qt/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Agent, type Dispatcher } from 'undici';
import { HttpProblem } from '../problem.ts';

type Answer = Dispatcher.ResponseData;

/** Where requests go now; null: nobody leads, or this replica is about to. */
export type LeaderAddress = () => string | null;

/** How long a request waits for a leader, in ms: for the lease of one that froze to end, and the next one to start. */
const HOLD_MS = 15_000;
const LOOK_MS = 25;
/** Says that a replica forwarded it: one that does not lead must not send it on. */
export const FORWARDED = 'x-qt-forwarded';
/** Of one connection (RFC 9110, 7.6.1). */
const OF_ONE_CONNECTION = ['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'];
/** And what `undici` sets itself. */
const NOT_FORWARDED = [...OF_ONE_CONNECTION, 'expect', 'content-length'];
/** The request never left, so another replica may be asked. */
const NOT_SENT = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT'];

/**
 * Sends requests on to the leader. While there is none they wait; one that did not reach it goes to the next one. One whose
 * leader ended, or was led past, before it answered may have been carried out: it is sent again only if that changes nothing.
 */
export class Forwarding {
  readonly #leader: LeaderAddress;
  readonly #routeAt: ReturnType<typeof routeFinder>;
  readonly #agent = new Agent({ connectTimeout: 2000, headersTimeout: 60_000, bodyTimeout: 0 });
  readonly #watch = setInterval(() => this.#look(), LOOK_MS).unref();
  #asked: string | null = null;
  /** Aborts what the one asked has not answered once another one leads: it may be frozen. */
  #led = new AbortController();

  constructor(leader: LeaderAddress, routes: Routes) {
    this.#leader = leader;
    this.#routeAt = routeFinder(routes);
  }

  /** @throws HttpProblem 503 `no_leader` or 502 `leader_lost` */
  async forward(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    if (request.headers[FORWARDED] !== undefined) throw noLeader('a replica that stands by');
    const until = performance.now() + HOLD_MS;
    /** Who has already ended a connection without an answer: the same one is not asked for ever. */
    const lostBy = new Set<string>();
    for (;;) {
      const address = await this.#found(request, until);
      const answer = await this.#ask(address, request, lostBy);
      if (answer === 'ask again') await pause(LOOK_MS);
      else return reply.code(answer.statusCode).headers(without(answer.headers, OF_ONE_CONNECTION)).send(answer.body);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#watch);
    await this.#agent.destroy();
  }

  async #ask(address: string, request: FastifyRequest, lostBy: Set<string>): Promise<Answer | 'ask again'> {
    const { method, headers, url, body } = request;
    try {
      const answer = await this.#agent.request({
        origin: address,
        path: url,
        method: method as Dispatcher.HttpMethod,
        headers: { ...without(headers, NOT_FORWARDED), [FORWARDED]: '1' },
        body: Buffer.isBuffer(body) ? body : null,
        signal: this.#led.signal,
      });
      // It stands by as well.
      if (answer.statusCode !== 503 || answer.headers[FORWARDED] === undefined) return answer;
      await answer.body.dump();
      return 'ask again';
    } catch (error) {
      const { name, code, message } = error as NodeJS.ErrnoException;
      if (NOT_SENT.includes(String(code))) return 'ask again';
      if (code === 'UND_ERR_INVALID_ARG') throw new HttpProblem(400, 'malformed_request', message);
      const route = this.#routeAt(method, url.split('?', 1)[0] ?? '');
      if (isRepeatable(method, route) && !lostBy.has(address)) {
        lostBy.add(address);
        return 'ask again';
      }
      const cause = name === 'AbortError' ? 'another replica leads' : String(code);
      const expected = 'expected an answer, actual none; ask whether it was carried out';
      throw new HttpProblem(502, 'leader_lost', `the leader ended before it answered (${cause}): ${expected}`);
    }
  }

  #look(): void {
    const leader = this.#leader();
    if (leader === this.#asked) return;
    this.#asked = leader;
    this.#led.abort();
    this.#led = new AbortController();
  }

  async #found({ raw: { socket } }: FastifyRequest, until: number): Promise<string> {
    for (;;) {
      this.#look();
      const address = this.#asked;
      if (performance.now() > until || socket.destroyed) throw noLeader(`none within ${HOLD_MS / 1000} s`);
      if (address !== null) return address;
      await pause(LOOK_MS);
    }
  }
}

function noLeader(actual: string): HttpProblem {
  return new HttpProblem(503, 'no_leader', `expected a replica that leads, actual ${actual}`);
}

function without<V>(headers: Readonly<Record<string, V>>, names: readonly string[]): Record<string, V> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}
