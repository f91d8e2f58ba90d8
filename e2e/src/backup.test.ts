import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { Services, until } from '@qt/test-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readApiBook, readGuardBook, verifyAudit } from './kills/books.ts';
import { Traders } from './kills/traders.ts';

const QT = resolve(import.meta.dirname, '../../tools/supervisor/src/qt/main.ts');
const IDS = ['market-sim', 'risk-guard', 'api'] as const;
const OPENING = '100000';

let services: Services;
beforeAll(async () => {
  services = await Services.prepare(IDS);
  await Promise.all(IDS.map((id) => services.start(id)));
});
afterAll(async () => {
  await services.stop();
  rmSync(`${services.dataDir}-copies`, { recursive: true, force: true });
});

async function backup(folder: string): Promise<string> {
  const env = { ...process.env, QT_DATA_DIR: services.dataDir, INIT_CWD: '/' };
  const child = spawn(process.execPath, ['--conditions=@qt/source', QT, 'backup', folder], { env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => {
      said += part.toString();
    });
  }
  const [code] = await once(child, 'close');
  expect({ code, said }).toMatchObject({ code: 0 });
  return said;
}

test('a backup under load is of the instant that it names, holds all that was acknowledged before, and can be restored', async () => {
  const traders = new Traders(services, 1, 4);
  const { filled } = traders.answers;
  traders.start();
  await until('orders to fill', () => filled.size >= 10 || undefined, 120_000);
  const before = new Set(filled.keys());
  const beganAt = Date.now();
  const folder = `${services.dataDir}-copies`;
  const said = await backup(folder);
  const endedAt = Date.now();
  const atEnd = filled.size;
  await until('more orders to fill', () => filled.size > atEnd + 2 || undefined, 120_000);
  await traders.stop();

  const copied = [...said.matchAll(/^(\S+): copied at (\S+), checked$/gm)].map(([, file, at]) => ({ file, at }));
  expect(copied.map(({ file }) => file)).toEqual([
    'api/api.sqlite',
    'market-sim/exchange.db',
    'risk-guard/risk-guard.db',
  ]);
  for (const { at } of copied) {
    expect(Date.parse(at ?? '')).toBeGreaterThanOrEqual(beganAt);
    expect(Date.parse(at ?? '')).toBeLessThanOrEqual(endedAt);
  }

  const later = { api: readApiBook(services.dataDir), guard: readGuardBook(services.dataDir, OPENING) };
  await services.stop({ keep: true });
  const restored = await Services.prepare(IDS, { dataDir: folder });
  const books = { api: readApiBook(folder), guard: readGuardBook(folder, OPENING) };
  for (const which of ['api', 'guard'] as const) {
    const { fills } = books[which];
    expect(fills.length).toBeLessThan(later[which].fills.length);
    expect(fills).toEqual(later[which].fills.slice(0, fills.length));
    const ids = new Set(fills.map((fill) => fill.client_order_id));
    expect([...before].filter((id) => !ids.has(id))).toEqual([]);
  }
  expect(verifyAudit(folder)).toEqual({ code: 0, said: expect.stringContaining('chain whole') });

  try {
    await Promise.all(IDS.map((id) => restored.start(id)));
    const trades = await restored.api().trades({ query: { limit: 1000 } });
    expect(trades.ok && trades.body.items).toHaveLength(books.api.fills.length);
    expect(await restored.riskGuard().state()).toMatchObject({ ok: true });
    expect((await fetch(`${restored.url('risk-guard')}/health/ready`)).status).toBe(200);
  } finally {
    await restored.stop({ keep: true });
  }
});
