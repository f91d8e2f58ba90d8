import { closeSync, openSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { AuditBounds, StoredAuditRecord } from '@qt/domain';

/** Audit entries, oldest first. */
export interface AuditSource {
  entries(): Iterable<StoredAuditRecord>;
  readonly bounds: AuditBounds;
  close(): void;
}

type Row = Omit<StoredAuditRecord, 'requestId'> & { readonly request_id: string | null };

const recordOf = ({ request_id, ...row }: Row): StoredAuditRecord => ({ ...row, requestId: request_id });

/** The database of a risk guard, which may be running: one transaction reads one state. */
export function auditDatabase(file: string): AuditSource {
  closeSync(openSync(file, 'r'));
  const database = new DatabaseSync(file, { readOnly: true, timeout: 2000 });
  database.exec('BEGIN');
  const number = (sql: string) => Object.values(database.prepare(sql).get() ?? {})[0] as number | undefined;
  const chained = number("SELECT count(*) FROM pragma_table_info('audit') WHERE name = 'hash'") === 1;
  const columns = `id, at, actor, action, outcome, detail, request_id, ${chained ? 'hash' : 'NULL AS hash'}`;
  return {
    bounds: {
      lastId: number("SELECT seq FROM sqlite_sequence WHERE name = 'audit'") ?? 0,
      ...(chained ? { chainFrom: number('SELECT chain_from FROM guard') ?? 1 } : {}),
    },
    *entries() {
      const rows = database.prepare(`SELECT ${columns} FROM audit ORDER BY id`).iterate();
      for (const row of rows) yield recordOf(row as unknown as Row);
    },
    close: () => database.close(),
  };
}

/** The output of `qt audit export`. */
export function auditExport(file: string): AuditSource {
  const lines = readFileSync(file, 'utf8').split('\n');
  return {
    bounds: {},
    *entries() {
      for (const line of lines) if (line !== '') yield recordOf(JSON.parse(line) as Row);
    },
    close: () => {},
  };
}
