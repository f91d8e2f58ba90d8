import type { NowSection } from '@qt/contracts';
import { words } from '../format/words.ts';
import type { Connection } from '../live/connection.ts';

/** May orders go out, in one look: the first thing that the page says. */
export interface Verdict {
  readonly is: 'allowed' | 'blocked' | 'unknown';
  /** Readable from three metres. */
  readonly headline: string;
  /** Why, in a word or two; undefined: there is nothing to explain. */
  readonly reason?: string;
  readonly detail: string;
  /** Since when this is so, RFC 3339. */
  readonly since?: string;
}

/** What the page says of trading; a page that hears nothing says that, not what was. */
export function verdictOf(section: NowSection | undefined, { state }: Connection): Verdict {
  if (section === undefined) {
    return state === 'away'
      ? { is: 'unknown', headline: 'The API does not answer', detail: 'Whether orders go out is not known here.' }
      : { is: 'unknown', headline: 'Connecting', detail: 'Asking the API.' };
  }
  const { trading } = section.health;
  if (trading.allowed)
    return { is: 'allowed', headline: 'Orders go out', detail: trading.detail, since: trading.since };
  const reducing = section.risk.ok && section.risk.answer.state === 'reducing';
  return {
    is: 'blocked',
    headline: reducing ? 'Only exits go out' : 'Orders do not go out',
    reason: words(trading.reason ?? 'unknown'),
    detail: trading.detail,
    since: trading.reason_since ?? trading.since,
  };
}
