import type { Actor } from './access.ts';
import type { AdminAudit } from './admin-audit.ts';
import { RefusedTries, type SuppressedTries } from './refused-tries.ts';

/** How long refused attempts are counted before their sum is recorded. */
const SUM_AFTER_MS = 60_000;
const SOURCES_NAMED = 5;

interface Try {
  readonly route: string;
  /** The address of the caller. */
  readonly source: string;
}

interface RefusedTry extends Try {
  /** Whose token it was; `unknown`: nobody's. */
  readonly actor: Actor | 'unknown';
  readonly detail: string;
}

/** Hands attempts to the audit: those with a right token each, those without one as far as `RefusedTries` admits them. */
export class AuditedTries {
  readonly #audit: AdminAudit;
  readonly #now: () => number;
  readonly #refused = new RefusedTries();
  #timer: NodeJS.Timeout | undefined;

  constructor(audit: AdminAudit, now: () => number) {
    this.#audit = audit;
    this.#now = now;
  }

  async accepted({ route, source, actor }: Try & { readonly actor: Actor }): Promise<void> {
    await this.#audit.record({ route, actor, accepted: true, detail: `from ${source}` });
  }

  /** Returns whether it was recorded by itself; if not, it is part of a sum that is recorded within a minute. */
  async refused({ route, source, actor, detail }: RefusedTry): Promise<boolean> {
    if (!this.#refused.admit(source, this.#now())) {
      this.#timer ??= setTimeout(() => void this.#recordSum(), SUM_AFTER_MS).unref();
      return false;
    }
    await this.#audit.record({ route, actor, accepted: false, detail: `from ${source}: ${detail}` });
    return true;
  }

  /** Records what is counted so far. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#recordSum();
  }

  async #recordSum(): Promise<void> {
    this.#timer = undefined;
    const sum = this.#refused.takeSuppressed();
    if (sum === undefined) return;
    await this.#audit.record({ route: 'several', actor: 'unknown', accepted: false, detail: describe(sum) });
  }
}

function describe({ count, since, until, sources }: SuppressedTries): string {
  const named = sources.slice(0, SOURCES_NAMED).map(([source, n]) => `${source} (${n})`);
  const more = sources.length > SOURCES_NAMED ? ` and ${sources.length - SOURCES_NAMED} more` : '';
  const [from, to] = [since, until].map((at) => new Date(at).toISOString());
  return `${count} more refused from ${from} to ${to}, by ${named.join(', ')}${more}`;
}
