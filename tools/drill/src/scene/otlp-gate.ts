import type { IncomingMessage, ServerResponse } from 'node:http';
import { LoopbackServer } from '@qt/test-kit';

/** The network between services and Collector: passes OTLP on, or refuses it while `blocked`. */
export class OtlpGate {
  blocked = false;
  private readonly server: LoopbackServer;

  private constructor(target: string) {
    this.server = new LoopbackServer((request, response) => void this.pass(target, request, response));
  }

  static async open(target: string): Promise<OtlpGate> {
    const gate = new OtlpGate(target);
    await gate.server.listen();
    return gate;
  }

  get url(): string {
    return this.server.url;
  }

  close(): Promise<void> {
    return this.server.close();
  }

  private async pass(target: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      if (this.blocked) return void response.writeHead(400).end();
      const { 'content-type': type = '', 'content-encoding': encoding } = request.headers;
      const headers = { 'content-type': type, ...(encoding === undefined ? {} : { 'content-encoding': encoding }) };
      const body = Buffer.concat(chunks);
      const answer = await fetch(`${target}${request.url}`, { method: 'POST', headers, body });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      response.end(Buffer.from(await answer.arrayBuffer()));
    } catch {
      // Without a Collector the connection breaks, as it would without the gate.
      response.destroy();
    }
  }
}
