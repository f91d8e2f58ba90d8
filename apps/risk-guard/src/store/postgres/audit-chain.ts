import { auditHash, CHAIN_START } from '@qt/domain';
import type { Run } from '@qt/postgres';
import type { AuditEntry, NewAuditEntry } from '../audit-entry.ts';
import type { AuditRow } from '../audit-rows.ts';

/** The last entry. */
interface Head {
  readonly id: number;
  readonly hash: string;
}

const EMPTY: Head = { id: 0, hash: CHAIN_START };

/** Appends to the chain of hashes. The last entry is in memory while each commit succeeds: a store has one writer. */
export class AuditChain {
  #stored: Head | undefined;
  #appended: Head | undefined;

  /** For a transaction of the caller, which also holds what the entries tell of. */
  async append(run: Run, entries: readonly NewAuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    let { id, hash } = this.#stored ?? (await headOf(run));
    const rows = entries.map(({ requestId, ...entry }) => {
      id += 1;
      hash = auditHash(hash, { ...entry, requestId, id });
      return { ...entry, id, request_id: requestId, hash } satisfies AuditRow;
    });
    await run(
      `INSERT INTO audit (id, at, actor, action, outcome, detail, request_id, hash)
       SELECT * FROM json_to_recordset($1::json)
         AS entry (id bigint, at bigint, actor text, action text, outcome text, detail text, request_id text, hash text)`,
      JSON.stringify(rows),
    );
    this.#appended = { id, hash };
  }

  committed(): void {
    this.#stored = this.#appended ?? this.#stored;
  }

  /** It is not known what was committed. */
  forget(): void {
    this.#stored = undefined;
    this.#appended = undefined;
  }
}

async function headOf(run: Run): Promise<Head> {
  const { rows } = await run('SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1');
  const [last] = rows as unknown as readonly Pick<AuditEntry, 'id'>[] & readonly Head[];
  return last ?? EMPTY;
}
