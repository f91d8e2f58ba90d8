const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short' });

/** An instant in the reader's own time: `14:03:12`, with the day before it unless that is today's. */
export function shownInstant(instant: string, now: number): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return instant;
  const day = DAY.format(at);
  return day === DAY.format(now) ? TIME.format(at) : `${day} ${TIME.format(at)}`;
}

/** The same in UTC, for the title: `2026-01-01 14:03:12.345 UTC`. */
export function utcOf(instant: string): string {
  return instant.replace('T', ' ').replace(/Z$/, ' UTC');
}
