import type { IncomingMessage, ServerResponse } from 'node:http';
import { LoopbackServer, until } from '@qt/test-kit';

const REPORT = { symbols_done: 3, decisions: { buy: 0, sell: 0, hold: 3 }, orders: 0, denials: {}, failures: [] };
/** How long a scan takes: a replica has its run in hand for a part of the time. */
const SCAN_MS = 1500;

export interface Call {
  /** Which replica made it. */
  readonly replica: number;
  readonly path: string;
  /** The run's id. */
  readonly key: string;
  /** Unix ms. */
  readonly at: number;
}

/** API and retrain worker for schedulers, each of which calls it at an address of its own; it writes down every call. */
export class Receiver {
  readonly calls: Call[] = [];
  readonly #servers: readonly LoopbackServer[];
  readonly #inHand = new Set<Call>();

  constructor(replicas: number) {
    this.#servers = Array.from({ length: replicas }, (_, replica) => {
      return new LoopbackServer((request, response) => this.#answer(replica, request, response));
    });
  }

  async listen(): Promise<this> {
    await Promise.all(this.#servers.map((server) => server.listen()));
    return this;
  }

  /** What each replica takes for API and worker. */
  get urls(): readonly string[] {
    return this.#servers.map(({ url }) => url);
  }

  /** The replica whose scan begins next. */
  nextScan(): Promise<number> {
    const before = new Set(this.calls);
    const look = () => [...this.#inHand].find((call) => call.path === '/internal/scan' && !before.has(call))?.replica;
    return until('a scan', look, 60_000);
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.close()));
  }

  #answer(replica: number, request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.method !== 'POST') return void answer(path.startsWith('/health/') ? 200 : 404, {});
    const key = String(request.headers['idempotency-key']);
    const call = { replica, path, key, at: Date.now() };
    this.calls.push(call);
    if (path === '/retrain') return void answer(202, { run_id: key });
    this.#inHand.add(call);
    setTimeout(() => {
      this.#inHand.delete(call);
      answer(200, REPORT);
    }, SCAN_MS);
  }
}
