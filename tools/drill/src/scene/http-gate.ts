import type { IncomingMessage, ServerResponse } from 'node:http';
import { LoopbackServer } from '@qt/test-kit';

/** Of a connection, not of the message that it carries; or changed by passing on. */
const HOP_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'host',
  'keep-alive',
  'transfer-encoding',
]);

/** The network between two parts: passes requests on, or answers those that `refuses` names with a status. */
export class HttpGate {
  /** The status that a path gets instead of passing. */
  refuses: (path: string) => number | undefined = () => undefined;
  private readonly server: LoopbackServer;

  private constructor(target: string) {
    this.server = new LoopbackServer((request, response) => void this.pass(target, request, response));
  }

  static async open(target: string): Promise<HttpGate> {
    const gate = new HttpGate(target);
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
      const { method = 'GET', url = '/' } = request;
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const refused = this.refuses(url);
      if (refused !== undefined) return void response.writeHead(refused).end();
      const headers = Object.entries(request.headers).flatMap(([name, value]) =>
        name === 'content-encoding' || !HOP_HEADERS.has(name) ? [[name, String(value)] as [string, string]] : [],
      );
      const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks) };
      const answer = await fetch(`${target}${url}`, { method, headers, ...body });
      const answered = [...answer.headers].filter(([name]) => !HOP_HEADERS.has(name));
      response.writeHead(answer.status, Object.fromEntries(answered));
      response.end(Buffer.from(await answer.arrayBuffer()));
    } catch {
      // Where nothing listens, the connection breaks, as it would without the gate.
      response.destroy();
    }
  }
}
