import type { TimelineItem } from '@qt/contracts';

/** The events that have each of the typed words somewhere, in whatever case. Nothing typed: all, without a look at them. */
export function matching(items: readonly TimelineItem[], typed: string): readonly TimelineItem[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return wanted.length === 0 ? items : items.filter((item) => hasAll(item, wanted));
}

function hasAll(item: TimelineItem, wanted: readonly string[]): boolean {
  const { service, level, event, message, request_id, trace_id, fields } = item;
  const text =
    `${service} ${level} ${event} ${message} ${request_id} ${trace_id} ${JSON.stringify(fields)}`.toLowerCase();
  return wanted.every((word) => text.includes(word));
}
