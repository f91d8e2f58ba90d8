import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server for a test, on a free port. `close` ends its connections as well. */
export class LoopbackServer {
  private readonly server: Server;

  constructor(listener: RequestListener) {
    this.server = createServer(listener);
  }

  /** `address`: one of this machine. */
  async listen(address = '127.0.0.1'): Promise<this> {
    await new Promise<void>((done) => this.server.listen(0, address, done));
    return this;
  }

  get url(): string {
    const { address, port } = this.server.address() as AddressInfo;
    return `http://${address}:${port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

/** Answers by path, as JSON with 200; 404 for any other path. */
export function jsonAnswers(answers: Readonly<Record<string, () => unknown>>): RequestListener {
  return ({ url }, response) => {
    const answer = answers[new URL(url ?? '/', 'http://loopback').pathname];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer?.() ?? {}));
  };
}
