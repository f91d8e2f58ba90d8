import type { ErrorReply } from '@qt/contracts';

type Reply<T> = { readonly ok: true; readonly body: T } | { readonly ok: false; readonly error: ErrorReply['error'] };

/** An answer, or why there is none and since when. */
export type AnswerOrSince<T> =
  | { readonly ok: true; readonly answer: T }
  | { readonly ok: false; readonly detail: string; readonly since: string };

/** Remembers since when a question has not been answered. */
export class LastAnswer {
  #failingSince: number | null = null;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  of<T>(reply: Reply<T>): AnswerOrSince<T> {
    if (reply.ok) {
      this.#failingSince = null;
      return { ok: true, answer: reply.body };
    }
    this.#failingSince ??= this.#now();
    return { ok: false, detail: reply.error.message, since: new Date(this.#failingSince).toISOString() };
  }
}
