import { setTimeout as pause } from 'node:timers/promises';
import { type Routes, repeatableRequests } from '@qt/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Agent, type Dispatcher } from 'undici';
import { HttpProblem } from '../problem.ts';

/** Where requests go now; null: nobody leads, or this replica is about to. */
export type LeaderAddress = () => string | null;

/** How long a request waits for a leader, in ms: for the lease of one that froze to end, and the next one to start. */
const HOLD_MS = 15_000;
const LOOK_MS = 25;
/** Says that a replica forwarded it: one that does not lead must not send it on. */
export const FORWARDED = 'x-qt-forwarded';
/** Of one connection (RFC 9110, 7.6.1), or `undici`'s own to set. */
const NOT_FORWARDED = [
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'content-length',
];
/** The request never left, so another replica may be asked. */
const NOT_SENT = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT'];

/**
 * Sends requests on to the leader. While there is none they wait; one that did not reach it, or came when it was stopping,
 * goes to the next one. One whose leader ended, or was led past, before it answered may have been carried out: it is sent again
 * only if that changes nothing.
 */
export class Forwarding {
  readonly #leader: LeaderAddress;
  readonly #mayRepeat: (method: string, path: string) => boolean;
  readonly #agent = new Agent({ connectTimeout: 2000, headersTimeout: 60_000, bodyTimeout: 0 });
  readonly #watch = setInterval(() => this.#look(), LOOK_MS).unref();
  #asked: string | null = null;
  /** Aborts what the one asked has not answered once another one leads: it may be frozen. */
  #led = new AbortController();

  constructor(leader: LeaderAddress, routes: Routes) {
    this.#leader = leader;
    this.#mayRepeat = repeatableRequests(routes);
  }

  /** @throws HttpProblem 503 `no_leader` or 502 `leader_lost` */
  async forward(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    if (request.headers[FORWARDED] !== undefined) throw noLeader('a replica that stands by');
    const until = performance.now() + HOLD_MS;
    for (;;) {
      const answer = await this.#ask(await this.#found(request, until), request);
      if (answer === 'ask again') await pause(LOOK_MS);
      else return reply.code(answer.statusCode).headers(passed(answer.headers)).send(answer.body);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#watch);
    await this.#agent.destroy();
  }

  async #ask(address: string, request: FastifyRequest): Promise<Dispatcher.ResponseData | 'ask again'> {
    const { method, headers, url, body } = request;
    try {
      const answer = await this.#agent.request({
        origin: address,
        path: url,
        method: method as Dispatcher.HttpMethod,
        headers: { ...passed(headers), [FORWARDED]: '1' },
        body: Buffer.isBuffer(body) ? body : null,
        signal: this.#led.signal,
      });
      if (!isRefusal(answer)) return answer;
      await answer.body.dump();
      return 'ask again';
    } catch (error) {
      const { name, code: known } = error as NodeJS.ErrnoException;
      const code = name === 'AbortError' ? 'another replica leads' : String(known);
      if (NOT_SENT.includes(code) || this.#mayRepeat(method, url.split('?', 1)[0] ?? '')) return 'ask again';
      const message = `the leader ended before it answered (${code}): expected an answer, actual none; ask whether it was carried out`;
      throw new HttpProblem(502, 'leader_lost', message);
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

/** Whether it comes from a server that is stopping, which answers before it reads the request, or from one that stands by. */
function isRefusal({ statusCode, headers }: Dispatcher.ResponseData): boolean {
  return statusCode === 503 && (headers['connection'] === 'close' || headers[FORWARDED] !== undefined);
}

function passed<V>(headers: Readonly<Record<string, V>>): Record<string, V> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_FORWARDED.includes(name)));
}
