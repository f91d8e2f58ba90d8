import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a console's stream gets from a front in place of the API's, or besides. */
export interface StreamWriter {
  /** An event, as the API words it. */
  send(name: string, data: string, id?: string): void;
}

/**
 * Between a browser and the API: everything is the API's own, page and answers, but for the stream, which `feed` fills.
 * Without `feed` the API's stream is passed on, and `send` adds to it.
 */
export class ConsoleFront {
  readonly #api: URL;
  readonly #feed: ((to: StreamWriter) => () => void) | undefined;
  readonly #streams = new Set<ServerResponse>();
  readonly #server = createServer((from, to) => this.#answer(from, to));

  constructor(api: string, feed?: (to: StreamWriter) => () => void) {
    this.#api = new URL(api);
    this.#feed = feed;
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Sends an event to every stream. */
  send(name: string, data: string): void {
    for (const stream of this.#streams) stream.write(eventText(name, data));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(from: IncomingMessage, to: ServerResponse): void {
    const isStream = from.url === '/console/stream';
    if (isStream) {
      this.#streams.add(to);
      to.once('close', () => this.#streams.delete(to));
    }
    if (isStream && this.#feed !== undefined) {
      to.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      to.once('close', this.#feed({ send: (name, data, id) => to.write(eventText(name, data, id)) }));
      return;
    }
    const headers: Record<string, string | string[] | undefined> = { ...from.headers, host: this.#api.host };
    // The API refuses what a page of another address posts.
    if (headers['origin'] !== undefined) headers['origin'] = this.#api.origin;
    const asked = request(new URL(from.url ?? '/', this.#api), { method: from.method, headers }, (response) => {
      to.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(to);
    });
    asked.once('error', () => to.destroy());
    to.once('close', () => asked.destroy());
    from.pipe(asked);
  }
}

const eventText = (name: string, data: string, id?: string) =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${data}\n\n`;
