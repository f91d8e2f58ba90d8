import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LoopbackServer } from '@qt/test-kit';

const FOLDER = resolve(import.meta.dirname, '../../../../infra/generated/grafana/dashboards');

/** In place of Grafana, for its links: answers `/d/<uid>` with 200 for each dashboard that is provisioned, else 404. */
export function openGrafanaLinks(): Promise<LoopbackServer> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
  const uids = new Set(
    files.map((file) => (JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as { uid: string }).uid),
  );
  const server = new LoopbackServer((request, response) => {
    const [, uid = ''] = /^\/d\/([^/?]+)/.exec(request.url ?? '') ?? [];
    response.writeHead(uids.has(uid) ? 200 : 404).end(uid);
  });
  return server.listen();
}
