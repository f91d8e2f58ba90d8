import type { ProviderName } from '@qt/catalogue';
import { ProviderFailure } from '../failures.ts';

/** Binance's longest ban; a longer pause is taken for a mistake. */
const MAX_PAUSE_MS = 3 * 24 * 3_600_000;
/** The pause after a rate limit without a Retry-After, by status. */
const DEFAULT_PAUSE_MS: Readonly<Record<number, number>> = { 429: 60_000, 418: 120_000 };

interface FailedAnswer {
  readonly status: number;
  /** The header: seconds, or an HTTP date. */
  readonly retryAfter: string | null | undefined;
  /** The end of a ban that the body names, Unix ms. */
  readonly bannedUntil?: number | undefined;
  /** The provider's message, one line. */
  readonly reason: string;
}

/** The failure that an unsuccessful HTTP answer stands for. `now` is Unix ms. */
export function failureOfAnswer(provider: ProviderName, answer: FailedAnswer, now: number): ProviderFailure {
  const limited = answer.status === 429 || answer.status === 418;
  const retryAfterMs = pauseOf(answer, now);
  return new ProviderFailure(provider, limited ? 'rate_limited' : 'http', `${answer.status} ${answer.reason}`.trim(), {
    status: answer.status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** No answer, or a broken connection. */
export function networkFailure(provider: ProviderName, cause: unknown): ProviderFailure {
  return new ProviderFailure(provider, 'network', rootMessage(cause), { cause });
}

function pauseOf(answer: FailedAnswer, now: number): number | undefined {
  const stated = [parseRetryAfter(answer.retryAfter, now), untilMs(answer.bannedUntil, now)].filter(
    (ms) => ms !== undefined,
  );
  const pause = stated.length > 0 ? Math.max(...stated) : DEFAULT_PAUSE_MS[answer.status];
  return pause === undefined ? undefined : Math.min(pause, MAX_PAUSE_MS);
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

/** Of the deepest cause, such as `connect ECONNREFUSED 127.0.0.1:8010`: the outer error says only `fetch failed`. */
function rootMessage(error: unknown): string {
  let deepest = error;
  while (deepest instanceof Error && deepest.cause instanceof Error) deepest = deepest.cause;
  if (!(deepest instanceof Error)) return String(deepest);
  if (deepest instanceof AggregateError && deepest.errors.length > 0) return rootMessage(deepest.errors[0]);
  return deepest.message;
}
