/** The `smoke` command: is a deployment whole? 0: yes, 1: no, 78: wrong usage. */
import { parseArgs } from 'node:util';
import { EXIT_CONFIGURATION, messageOf } from '@qt/contracts';
import { columns } from '@qt/test-kit';
import { paint } from '../qt/paint.ts';
import { apiChecks } from './api-checks.ts';
import { settle } from './settle.ts';
import { stackChecks } from './stack-checks.ts';

const USAGE = `smoke --url <API> [--prometheus <url>] [--alertmanager <url>] [--logs <VictoriaLogs>] [--traces <Jaeger>]
      [--within <seconds>] (30) [--json]`;

function readArguments() {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      ...{ url: text, prometheus: text, alertmanager: text, logs: text, traces: text },
      within: { type: 'string', default: '30' },
      json: { type: 'boolean', default: false },
    },
  });
  const { json, within, ...urls } = values;
  if (urls.url === undefined) throw new Error("--url: expected the API's address, actual nothing");
  for (const [name, url] of Object.entries(urls)) {
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
      throw new Error(`--${name}: expected a URL, actual '${url}'`);
  }
  const seconds = Number(within);
  if (!(seconds > 0)) throw new Error(`--within: expected seconds above 0, actual '${within}'`);
  const bare = (url: string | undefined) => url?.replace(/\/+$/, '');
  const { url, prometheus, alertmanager, logs, traces } = urls;
  const stack = {
    prometheus: bare(prometheus),
    alertmanager: bare(alertmanager),
    logs: bare(logs),
    traces: bare(traces),
  };
  return { url: bare(url) ?? '', stack, seconds, json };
}

async function smoke(): Promise<number> {
  const { url, stack, seconds, json } = readArguments();
  const found = await settle([...apiChecks(url), ...stackChecks(stack)], seconds * 1000);
  const whole = found.every(({ finding }) => finding.ok);
  if (json) {
    process.stdout.write(
      `${JSON.stringify({ whole, checks: found.map(({ name, finding }) => ({ name, ...finding })) })}\n`,
    );
    return whole ? 0 : 1;
  }
  const rows = found.map(({ name, finding }) => [finding.ok ? 'ok' : 'FAILED', name, finding.detail]);
  const lines = columns(rows).split('\n');
  for (const [n, { finding }] of found.entries()) {
    const line = lines[n] ?? '';
    process.stdout.write(finding.ok ? `${paint('green', line)}\n` : `${paint('red', line)}\n        ${finding.step}\n`);
  }
  const failed = found.filter(({ finding }) => !finding.ok).length;
  process.stdout.write(
    whole ? `whole: ${found.length} checks\n` : `not whole: ${failed} of ${found.length} checks failed\n`,
  );
  return whole ? 0 : 1;
}

try {
  process.exitCode = await smoke();
} catch (error) {
  process.stderr.write(`smoke: ${messageOf(error)}\n${USAGE}\n`);
  process.exitCode = EXIT_CONFIGURATION;
}
