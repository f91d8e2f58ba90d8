import type { IncomingMessage, ServerResponse } from 'node:http';
import { LoopbackServer } from './loopback-server.ts';
import { until } from './until.ts';

/** One received message. */
export interface Delivery {
  /** When it came, Unix ms. */
  readonly at: number;
  /** The path that it was posted to, such as `/slack`. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A stand-in for PagerDuty, Slack, Teams and any webhook: records what is posted and answers as they do. */
export class Inbox {
  readonly deliveries: Delivery[] = [];
  /** Paths whose messages are refused, as an integration whose key was revoked refuses them; they are not recorded. */
  readonly refused = new Set<string>();
  private readonly server = new LoopbackServer((request, response) => void this.receive(request, response));

  /** On a free port of an address of this machine. */
  static async open(address = '127.0.0.1'): Promise<Inbox> {
    const inbox = new Inbox();
    await inbox.server.listen(address);
    return inbox;
  }

  url(path: string): string {
    return this.server.url + path;
  }

  /** Waits for a message on this path for which `fits` is true. */
  next(path: string, fits: (body: Delivery['body']) => boolean, patienceMs?: number): Promise<Delivery['body']> {
    const look = () => this.deliveries.find((one) => one.path === path && fits(one.body))?.body;
    const described = `a message on ${path}; so far ${JSON.stringify(this.deliveries)}`;
    return until(described, look, patienceMs);
  }

  close(): Promise<void> {
    return this.server.close();
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '/';
    if (this.refused.has(path)) return void response.writeHead(403, { 'content-type': 'text/plain' }).end('revoked');
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
    this.deliveries.push({ at: Date.now(), path, body });
    // Slack's webhook answers like this; for the others only the status matters.
    response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
  }
}
