import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { verifyAudit } from '@qt/domain';
import { BadUsage } from '../bad-usage.ts';
import { stateDirOf } from '../data-dir.ts';
import { type AuditSource, auditDatabase, auditExport } from './audit-source.ts';
import type { Command } from './command.ts';

export const AUDIT_USAGE = `  audit verify [file]   is the chain of the risk guard's audit whole? [file]: an export, or another database
  audit export          every entry as a JSON line`;

/** `qt audit verify` and `qt audit export`; read only, also while the guard runs. */
export const audit: Command = (args, env) => {
  const [what, file, ...more] = args;
  if (more.length > 0) throw new BadUsage(`audit: expected at most one file, actual '${more.join(' ')}' as well`);
  const ours = join(stateDirOf(env['QT_DATA_DIR'] || '.qt', env), 'risk-guard', 'risk-guard.db');
  // pnpm runs a script in the root; a file is meant as seen from where it was typed.
  const found = file === undefined ? resolve(ours) : resolve(env['INIT_CWD'] || '.', file);
  if (what !== 'verify' && what !== 'export') {
    throw new BadUsage(`audit: expected verify or export, actual '${what ?? ''}'`);
  }
  if (!existsSync(found)) throw new BadUsage(`audit: expected an audit in ${file ?? ours}, actual no such file`);
  const source = /\.jsonl?$/.test(found) ? auditExport(found) : auditDatabase(found);
  try {
    return what === 'verify' ? verify(source) : print(source);
  } finally {
    source.close();
  }
};

function verify(source: AuditSource): number {
  const verdict = verifyAudit(source.entries(), source.bounds);
  if (verdict.whole) {
    process.stdout.write(`${verdict.entries} entries, chain whole; head ${verdict.head}\n`);
    return 0;
  }
  const { brokenAt, why, entries } = verdict;
  process.stdout.write(`broken at entry ${brokenAt}: ${why}; ${entries} entries before it are whole\n`);
  return 1;
}

function print(source: AuditSource): number {
  for (const { requestId, ...entry } of source.entries()) {
    process.stdout.write(`${JSON.stringify({ ...entry, request_id: requestId })}\n`);
  }
  return 0;
}
