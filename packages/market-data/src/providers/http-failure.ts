import type { ProviderName } from '@qt/catalogue';
import { ProviderFailure } from '../failures.ts';

/** A ban is three days at most; a longer one is a provider's mistake, not an instruction. */
const LONGEST_PAUSE_MS = 3 * 24 * 3_600_000;
/** What a rate limit without a time to wait is taken to mean: a throttled minute, and for a ban two of them. */
const UNSTATED_PAUSE_MS: Readonly<Record<number, number>> = { 429: 60_000, 418: 120_000 };

export interface FailedAnswer {
  readonly status: number;
  /** The header as it came: seconds, or an HTTP date. */
  readonly retryAfter: string | null | undefined;
  /** Unix ms, where the body says until when the caller is banned. */
  readonly bannedUntil?: number | undefined;
  /** What the provider says, one line. */
  readonly reason: string;
}

/** What an HTTP answer that is not a success means. `now` is Unix ms. */
export function failureOfAnswer(provider: ProviderName, answer: FailedAnswer, now: number): ProviderFailure {
  const limited = answer.status === 429 || answer.status === 418;
  const retryAfterMs = pauseOf(answer, now);
  return new ProviderFailure(provider, limited ? 'rate_limited' : 'http', `${answer.status} ${answer.reason}`.trim(), {
    status: answer.status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** A failure without a usable answer: nothing came, or the connection broke. */
export function networkFailure(provider: ProviderName, cause: unknown): ProviderFailure {
  return new ProviderFailure(provider, 'network', rootMessage(cause), { cause });
}

function pauseOf(answer: FailedAnswer, now: number): number | undefined {
  const stated = [parseRetryAfter(answer.retryAfter, now), untilMs(answer.bannedUntil, now)].filter(
    (ms) => ms !== undefined,
  );
  const pause = stated.length > 0 ? Math.max(...stated) : UNSTATED_PAUSE_MS[answer.status];
  return pause === undefined ? undefined : Math.min(pause, LONGEST_PAUSE_MS);
}

function parseRetryAfter(header: string | null | undefined, now: number): number | undefined {
  if (header === null || header === undefined || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const instant = Date.parse(header);
  return Number.isNaN(instant) ? undefined : Math.max(0, instant - now);
}

function untilMs(instant: number | undefined, now: number): number | undefined {
  return instant === undefined ? undefined : Math.max(0, instant - now);
}

/** `fetch failed` and its like say nothing; the cause beneath does (`connect ECONNREFUSED 127.0.0.1:8010`). */
function rootMessage(error: unknown): string {
  let deepest = error;
  while (deepest instanceof Error && deepest.cause instanceof Error) deepest = deepest.cause;
  if (!(deepest instanceof Error)) return String(deepest);
  if (deepest instanceof AggregateError && deepest.errors.length > 0) return rootMessage(deepest.errors[0]);
  return deepest.message;
}
