import type { TimelineItem } from '@qt/contracts';

/** Whether an event has each of the typed words somewhere, in whatever case. */
export function matches(item: TimelineItem, typed: string): boolean {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return true;
  const { service, level, event, message, request_id, trace_id, fields } = item;
  const text =
    `${service} ${level} ${event} ${message} ${request_id} ${trace_id} ${JSON.stringify(fields)}`.toLowerCase();
  return wanted.every((word) => text.includes(word));
}
