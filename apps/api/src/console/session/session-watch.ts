import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { SessionEnd } from '@qt/contracts';
import { NOW, type Polling, poll } from '@qt/nest-service';
import type { OpenSession } from './cookie-sessions.ts';
import { TokenOwners } from './token-owners.ts';

/** How long a page believes in a session that is over. One question to the guard for each token that is open somewhere. */
const LOOK_EVERY_MS = 3000;

interface Watched {
  readonly session: OpenSession;
  /** The address of its browser. */
  readonly source: string;
  readonly ended: (why: SessionEnd['ended']) => void;
}

/** Notices when a session that a page is open with is over: expired, signed out in another tab, or its token withdrawn. */
@Injectable()
export class SessionWatch implements OnModuleDestroy {
  readonly #watched = new Set<Watched>();
  #loop: Polling | null = null;

  constructor(
    private readonly owners: TokenOwners,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /** Calls `ended` once at most. Returns what ends the watching. */
  watch(session: OpenSession, source: string, ended: Watched['ended']): () => void {
    const watched = { session, source, ended };
    this.#watched.add(watched);
    // Not in the context of this request: the loop outlasts it.
    this.#loop ??= context.with(ROOT_CONTEXT, () =>
      poll(
        () => this.#look(),
        () => LOOK_EVERY_MS,
      ),
    );
    return () => {
      this.#watched.delete(watched);
      if (this.#watched.size === 0) void this.#stop();
    };
  }

  /** Somebody has signed out of the session with this secret. */
  signedOut(secret: string): void {
    for (const watched of this.#watched) if (watched.session.secret === secret) this.#end(watched, 'signed_out');
  }

  onModuleDestroy(): Promise<void> {
    return this.#stop();
  }

  async #stop(): Promise<void> {
    const loop = this.#loop;
    this.#loop = null;
    await loop?.stop();
  }

  async #look(): Promise<void> {
    const now = this.now();
    for (const watched of this.#watched) if (watched.session.expiresAt <= now) this.#end(watched, 'expired');
    const tokens = new Map([...this.#watched].map((watched) => [watched.session.token, watched]));
    await Promise.all([...tokens.values()].map((watched) => this.#askFor(watched)));
  }

  async #askFor({ session: { token, operator }, source }: Watched): Promise<void> {
    const owner = await this.owners.verifiedNow(token, source, operator);
    if (owner !== undefined) return;
    for (const watched of this.#watched) if (watched.session.token === token) this.#end(watched, 'withdrawn');
  }

  #end(watched: Watched, why: SessionEnd['ended']): void {
    if (this.#watched.delete(watched)) watched.ended(why);
  }
}
