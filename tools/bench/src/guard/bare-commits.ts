/** A process whose callers each want one row on the disk, one after the other: the least that a durable answer costs. */
import { inTransaction, openDatabase } from '@qt/sqlite';
import { CALLERS, loadOf } from '../load.ts';

const [file = ''] = process.argv.slice(2);
const SCHEMA = `CREATE TABLE audit (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, actor TEXT NOT NULL,
  action TEXT NOT NULL, outcome TEXT NOT NULL, detail TEXT NOT NULL, request_id TEXT, hash TEXT) STRICT`;
const database = openDatabase({ file, migrations: [SCHEMA], synchronous: 'FULL' });
const insert = database.prepare("INSERT INTO audit VALUES (NULL, ?, 'api', 'reserve', 'accepted', ?, ?, ?)");
const [detail, requestId, hash] = ['x'.repeat(120), 'y'.repeat(36), 'z'.repeat(64)];

/** In the order of the calls, each in a turn of its own. */
let last = Promise.resolve();
function commit(): Promise<void> {
  const done = last.then(() => inTransaction(database, () => void insert.run(Date.now(), detail, requestId, hash)));
  last = done.then(() => new Promise((resolve) => setImmediate(resolve)));
  return done;
}

process.on('message', async ({ seconds }: { seconds: number }) => {
  process.send?.(
    await loadOf(
      Array.from({ length: CALLERS }, () => commit),
      seconds,
      () => process.cpuUsage().user + process.cpuUsage().system,
    ),
  );
});
process.send?.('ready');
