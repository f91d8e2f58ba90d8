import { shownCountdown, shownDuration } from '../format/duration.ts';
import { shownInstant, utcOf } from '../format/instant.ts';
import { now } from '../live/clock.ts';

interface At {
  /** RFC 3339, UTC. */
  readonly at: string;
}

/** An instant in the reader's own time, in UTC on hover. */
export function Instant({ at }: At) {
  return (
    <time dateTime={at} title={utcOf(at)}>
      {shownInstant(at, now.peek())}
    </time>
  );
}

/** How long ago an instant was, counting. */
export function Ago({ at }: At) {
  return (
    <time dateTime={at} title={utcOf(at)}>
      {shownDuration(now.value - Date.parse(at))}
    </time>
  );
}

/** How long until an instant, counting down. */
export function Until({ at }: At) {
  return (
    <time dateTime={at} title={utcOf(at)}>
      {shownCountdown(Date.parse(at) - now.value)}
    </time>
  );
}
