import { readFileSync, statSync } from 'node:fs';
import type { Log } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { BadEnvironment } from '../environment.ts';
import { isOperatorName } from './caller-names.ts';
import type { NamedToken } from './named-tokens.ts';
import { type Person, parsePeople } from './people.ts';

/** The tokens of operators that are valid now. */
export type OperatorTokens = () => readonly NamedToken[];

/**
 * Reads `QT_ADMIN_TOKENS_FILE` now, and again whenever it has changed. A change that cannot be read or parsed is logged and
 * leaves the last good tokens valid, so that a slip of the pen locks nobody out.
 *
 * @throws BadEnvironment if the file cannot be used at the start.
 */
export function watchTokenFile(file: string, log: Log): () => readonly Person[] {
  let seen = '';
  let current: readonly Person[] = [];
  const reread = (): string | undefined => {
    try {
      const { mtimeMs, size, ino, mode } = statSync(file);
      const version = `${mtimeMs} ${size} ${ino}`;
      if (version === seen) return undefined;
      seen = version;
      if ((mode & 0o077) !== 0) log.warn('QT_ADMIN_TOKENS_FILE can be read by others: chmod 600', {});
      const parsed = parsePeople(readFileSync(file, 'utf8'), isOperatorName, 'operator');
      if (typeof parsed === 'string') return parsed;
      current = parsed;
      return undefined;
    } catch (error) {
      const fault = `a readable file (${messageOf(error)})`;
      if (fault === seen) return undefined;
      seen = fault;
      return fault;
    }
  };
  const fault = reread();
  if (fault !== undefined) {
    throw new BadEnvironment([{ field: 'QT_ADMIN_TOKENS_FILE', expected: fault, actual: `'${file}'` }]);
  }
  return () => {
    const fault = reread();
    if (fault !== undefined) log.error(`QT_ADMIN_TOKENS_FILE: expected ${fault}; the previous tokens stay valid`, {});
    return current;
  };
}
