import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { DatabaseUnavailable } from './database-unavailable.ts';
import { placeOf } from './database-url.ts';
import { connectedTo, namedFault, ownSchema } from './open-database.ts';

export interface LeadershipOptions {
  /** As `isDatabaseUrl` accepts it. */
  readonly url: string;
  /** The service's own schema: its replicas elect one of themselves. */
  readonly schema: string;
  /** Where the other replicas reach this one: `http://10.0.0.7:8003`. */
  readonly address: string;
  /** For how long a leader may be silent before PostgreSQL ends its session, in ms. */
  readonly leaseMs?: number;
  /** PostgreSQL does not answer, and why; once for each cause. */
  readonly away?: (cause: string) => void;
}

const LEASE_MS = 5000;
/** How often a replica tries to lead: so long nobody does after a leader has ended. */
const TRY_MS = 250;
const END_WITHIN_MS = 500;

/** Of two that lead one after the other the terms differ, also where the database was set back between them. */
const RAISE = `UPDATE leader SET address = $1,
  term = greatest(term + 1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint) RETURNING term`;

/** What a replica may know. */
export interface Standing {
  /** Where the leader is, or was; null: there has been none. */
  readonly leader: string | null;
  /** Why PostgreSQL does not answer; null: it does, or has not been asked. */
  readonly fault: string | null;
}

/**
 * Which replica of a service leads: the one whose session holds an advisory lock. PostgreSQL itself ends a session that dies,
 * or is silent for longer than the lease (`idle_session_timeout`), so a frozen leader loses it as well. Who gets the lock
 * raises the term in the row `leader`, which every transaction of the leader looks at first (`openPostgres`, `term`): what a
 * replica writes after it was superseded is refused, whatever it believes.
 */
export class Leadership {
  readonly #options: LeadershipOptions;
  readonly #stopped = new AbortController();
  #session: pg.Client | undefined;
  /** Whether this session has the lock. */
  #locked = false;
  #term: number | undefined;
  #leader: string | null = null;
  #fault: string | null = null;

  constructor(options: LeadershipOptions) {
    this.#options = options;
  }

  get standing(): Standing {
    return { leader: this.#leader, fault: this.#fault };
  }

  /**
   * Stands by until this replica leads; returns its term. Never rejects for a database that is away.
   *
   * @throws DatabaseUnavailable where this can never succeed; an AbortError after `resign`
   */
  async campaign(): Promise<number> {
    const prepared = async () => {
      await connectedTo(this.#options.url, this.#options.schema);
      return true;
    };
    while ((await this.#attempt(prepared)) !== true) await this.#pause();
    for (;;) {
      // After an outage the replica that led before it is the first: what it has in memory, it may not have stored.
      const isBack = this.#fault !== null;
      const term = await this.#attempt(() => (isBack ? this.#look() : this.#tryToLead()));
      if (term !== undefined) {
        this.#term = term;
        return term;
      }
      await this.#pause(isBack ? 2 * TRY_MS : TRY_MS);
    }
  }

  /** Keeps the lease. Resolves when another replica leads, and after `resign`. For who has campaigned. */
  async hold(): Promise<void> {
    const every = (this.#options.leaseMs ?? LEASE_MS) / 5;
    while (!this.#stopped.signal.aborted) {
      const term = await this.#attempt(() => this.#renew());
      if (term !== undefined && term !== this.#term) return;
      // After an outage it is the first to ask again.
      await this.#pause(this.#fault === null ? every : TRY_MS / 2).catch(() => undefined);
    }
  }

  /** Lets another replica lead at once. */
  async resign(): Promise<void> {
    this.#stopped.abort();
    await this.#drop();
  }

  async #look(): Promise<undefined> {
    const [row] = await this.#ask('SELECT address FROM leader');
    this.#leader = (row?.['address'] as string | null | undefined) ?? null;
  }

  async #tryToLead(): Promise<number | undefined> {
    await this.#look();
    if (!(await this.#takeLock())) return undefined;
    const [raised] = await this.#ask(RAISE, this.#options.address);
    this.#leader = this.#options.address;
    return Number(raised?.['term']);
  }

  async #takeLock(): Promise<boolean> {
    const [row] = await this.#ask('SELECT pg_try_advisory_lock(hashtext($1)) AS won', this.#lock);
    this.#locked = row?.['won'] === true;
    return this.#locked;
  }

  /** The term of who leads. A session that was lost takes the lock again, unless another one has it by now. */
  async #renew(): Promise<number | undefined> {
    // The session before this one may still have it.
    if (!this.#locked) await this.#takeLock();
    const [row] = await this.#ask('SELECT term FROM leader');
    return row === undefined ? undefined : Number(row['term']);
  }

  get #lock(): string {
    return `qt leader of ${this.#options.schema}`;
  }

  /** Undefined, too, if the database does not answer: then with a new session the next time. Who leads waits for any fault to pass. */
  async #attempt<T>(ask: () => Promise<T | undefined>): Promise<T | undefined> {
    try {
      const answer = await ask();
      this.#fault = null;
      return answer;
    } catch (error) {
      const named = namedFault(error, `${placeOf(this.#options.url)}, schema ${this.#options.schema}`);
      const mayPass = named instanceof DatabaseUnavailable && named.mayPass;
      if (!mayPass && this.#term === undefined) throw named;
      const cause = (named as Error).message;
      if (cause !== this.#fault) this.#options.away?.(cause);
      this.#fault = cause;
      void this.#drop();
      return undefined;
    }
  }

  async #ask(sql: string, ...values: string[]): Promise<readonly Readonly<Record<string, unknown>>[]> {
    this.#session ??= await this.#open();
    return (await this.#session.query(sql, values)).rows;
  }

  async #open(): Promise<pg.Client> {
    const { url, schema, leaseMs = LEASE_MS } = this.#options;
    const session = new pg.Client({
      connectionString: url,
      application_name: `${schema} leader`,
      options: `${ownSchema(schema)} -c idle_session_timeout=${leaseMs}`,
      connectionTimeoutMillis: leaseMs,
      // A take-over waits for a transaction of the previous leader.
      query_timeout: 3 * leaseMs,
      keepAlive: true,
    });
    // A session that ends between two questions is noticed by the next one.
    session.on('error', () => {});
    await session.connect();
    if (!this.#stopped.signal.aborted) return session;
    await session.end();
    throw new Error('resigned');
  }

  /** Ends the session; one whose server is frozen is not waited for. */
  async #drop(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    this.#locked = false;
    const ended = session?.end().catch(() => undefined);
    await Promise.race([ended, pause(END_WITHIN_MS, undefined, { ref: false })]);
  }

  async #pause(ms = TRY_MS): Promise<void> {
    await pause(ms, undefined, { signal: this.#stopped.signal });
  }
}
