import { createServer, type Server, type ServerResponse } from 'node:http';
import { freePorts } from './free-ports.ts';

/** A Collector on one loopback port, which may be gone and come back, and answers as a test wants. It keeps nothing. */
export class FaultyCollector {
  static readonly accept = (response: ServerResponse): unknown => response.writeHead(200).end();

  answer: (response: ServerResponse) => unknown = FaultyCollector.accept;
  requests = 0;
  readonly #port: number;
  #server: Server | undefined;

  private constructor(port: number) {
    this.#port = port;
  }

  /** Its port is reserved; nothing listens there until `come`. */
  static async absent(): Promise<FaultyCollector> {
    const [port = 0] = await freePorts(1);
    return new FaultyCollector(port);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async come(): Promise<void> {
    this.#server = createServer((request, response) => {
      request.resume().on('end', () => {
        this.requests += 1;
        this.answer(response);
      });
    });
    await new Promise<void>((done) => this.#server?.listen(this.#port, '127.0.0.1', done));
  }

  async go(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((done) => (this.#server === undefined ? done(0) : this.#server.close(done)));
    this.#server = undefined;
  }
}
