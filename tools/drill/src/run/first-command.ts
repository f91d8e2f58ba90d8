import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEFAULT_PORTS, type ServiceId, urlVariable } from '@qt/contracts';
import { blocksOf, parseRunbook } from '@qt/monitoring/runbooks';
import type { Scene } from '../scene/scene.ts';

const ROOT = resolve(import.meta.dirname, '../../../..');

/** What the first command of an alert's runbook prints now, as on the operator's terminal. */
export function firstCommand(alert: string, { system, tools }: Scene): Promise<string> {
  const runbook = parseRunbook(readFileSync(join(ROOT, 'docs/runbooks', `${alert}.md`), 'utf8'));
  const [block] = blocksOf(runbook, 'sh', 'run').filter(
    ({ words }) => !words.includes('compose') && !words.includes('kubernetes'),
  );
  if (block === undefined) return Promise.resolve('(it has none)');
  const services = Object.keys(DEFAULT_PORTS) as ServiceId[];
  const urls = Object.fromEntries(services.map((service) => [urlVariable(service), system.url(service)]));
  const env = {
    ...process.env,
    ...urls,
    QT_DATA_DIR: system.dataDir,
    QT_ADMIN_TOKEN: system.adminToken,
    QT_PROMETHEUS_URL: tools.prometheus.url,
    QT_ALERTMANAGER_URL: tools.alertmanager.url,
    QT_COLLECTOR_HEALTH_URL: tools.collector.healthUrl,
  };
  return new Promise((done) => {
    execFile('sh', ['-c', block.text], { cwd: ROOT, env, timeout: 30_000 }, (_, stdout, stderr) => {
      done(`${stdout}${stderr}`.trim());
    });
  });
}
