import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { auditHash, CHAIN_START } from '@qt/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const MAIN = new URL('./main.ts', import.meta.url).pathname;

let folder: string;
let database: DatabaseSync;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qt-audit-'));
  mkdirSync(join(folder, 'risk-guard'));
  database = new DatabaseSync(join(folder, 'risk-guard', 'risk-guard.db'));
  // As the risk guard's migrations make them.
  database.exec(`PRAGMA journal_mode = WAL;
    CREATE TABLE guard (id INTEGER PRIMARY KEY, term INTEGER NOT NULL, chain_from INTEGER NOT NULL DEFAULT 1);
    INSERT INTO guard (id, term) VALUES (1, 0);
    CREATE TABLE audit (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, actor TEXT NOT NULL,
      action TEXT NOT NULL, outcome TEXT NOT NULL, detail TEXT NOT NULL, request_id TEXT, hash TEXT) STRICT`);
  let head = CHAIN_START;
  const insert = database.prepare('INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  for (let id = 1; id <= 5; id++) {
    const entry = { id, at: id, actor: 'anna', action: 'state', outcome: 'accepted', detail: `${id}`, requestId: null };
    head = auditHash(head, entry);
    insert.run(id, id, 'anna', 'state', 'accepted', `${id}`, null, head);
  }
});
afterEach(() => {
  if (database.isOpen) database.close();
  rmSync(folder, { recursive: true });
});

function qt(...args: string[]) {
  const env = { ...process.env, QT_DATA_DIR: folder, INIT_CWD: folder };
  const run = spawnSync(process.execPath, ['--conditions=@qt/source', MAIN, ...args], { env, encoding: 'utf8' });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

describe('qt backup', () => {
  test('copies a database that is in use, checked and for its owner alone; the copy can be restored', () => {
    mkdirSync(join(folder, 'api'));
    new DatabaseSync(join(folder, 'api', 'api.sqlite')).exec('CREATE TABLE orders (id)');
    expect(qt('backup', 'copies')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^api\/api.sqlite: copied at .*\nrisk-guard\/risk-guard.db: copied at /),
    });
    const copy = join(folder, 'copies', 'risk-guard', 'risk-guard.db');
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    database.exec("UPDATE audit SET detail = 'nothing happened'");
    database.close();
    copyFileSync(copy, join(folder, 'risk-guard', 'risk-guard.db'));
    expect(qt('audit', 'verify')).toMatchObject({ code: 0, out: expect.stringContaining('5 entries, chain whole') });
    expect(qt('backup', 'copies').err).toContain('expected a folder that does not exist yet');
  });

  test('fails where a page is damaged', () => {
    database.exec(
      'INSERT INTO audit SELECT id + 100, at, actor, action, outcome, hex(zeroblob(5000)), NULL, NULL FROM audit',
    );
    database.close();
    const file = join(folder, 'risk-guard', 'risk-guard.db');
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0xff, 8192, 16384));
    expect(qt('backup', 'copies')).toMatchObject({ code: 1, out: expect.stringMatching(/not copied|damaged/) });
  });
});

describe('qt audit verify', () => {
  test('says that the chain is whole, while the guard has the file open', () => {
    expect(qt('audit', 'verify')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^5 entries, chain whole; head /),
    });
  });

  test('names the first entry that was tampered with, with exit code 1', () => {
    database.exec("UPDATE audit SET detail = 'nothing happened' WHERE id = 3");
    expect(qt('audit', 'verify')).toMatchObject({ code: 1, out: expect.stringMatching(/^broken at entry 3: /) });
  });

  test('finds that the last entries were cut off', () => {
    database.exec('DELETE FROM audit WHERE id > 3');
    expect(qt('audit', 'verify')).toMatchObject({ code: 1, out: expect.stringMatching(/^broken at entry 4: /) });
  });

  test('checks an export as well', () => {
    const exported = qt('audit', 'export').out;
    expect(exported.trim().split('\n')).toHaveLength(5);
    writeFileSync(join(folder, 'audit.jsonl'), exported);
    expect(qt('audit', 'verify', 'audit.jsonl')).toMatchObject({
      code: 0,
      out: expect.stringContaining('chain whole'),
    });
    writeFileSync(join(folder, 'audit.jsonl'), exported.replace('anna', 'ben'));
    expect(qt('audit', 'verify', 'audit.jsonl').code).toBe(1);
  });

  test('says what it expected', () => {
    expect(qt('audit', 'verify', 'none.db')).toMatchObject({ code: 78, err: expect.stringContaining('no such file') });
    expect(qt('audit')).toMatchObject({ code: 78, err: expect.stringContaining('expected verify or export') });
    expect(qt('audits')).toMatchObject({
      code: 78,
      err: expect.stringContaining(
        "expected one of status, logs, stop, restart, open, models, audit, backup, actual 'audits'",
      ),
    });
  });
});
