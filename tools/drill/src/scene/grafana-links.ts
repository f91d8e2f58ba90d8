import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';

const FOLDER = resolve(import.meta.dirname, '../../../../infra/generated/grafana/dashboards');

/** In place of Grafana, for its links: answers `/d/<uid>` with 200 for each dashboard that is provisioned, else 404. */
export class GrafanaLinks {
  private readonly server: Server;

  private constructor() {
    const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
    const uids = new Set(
      files.map((file) => (JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as { uid: string }).uid),
    );
    this.server = createServer((request, response) => {
      const [, uid = ''] = /^\/d\/([^/?]+)/.exec(request.url ?? '') ?? [];
      response.writeHead(uids.has(uid) ? 200 : 404).end(uid);
    });
  }

  static async open(): Promise<GrafanaLinks> {
    const links = new GrafanaLinks();
    await new Promise<void>((done) => links.server.listen(0, '127.0.0.1', done));
    return links;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}
