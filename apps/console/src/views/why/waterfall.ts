import type { TraceSpan } from '@qt/contracts';

/** A line of a waterfall. */
export interface WaterfallRow {
  readonly span: TraceSpan;
  /** How many spans it is inside of. */
  readonly depth: number;
  /** How many are inside of it, at any depth. */
  readonly inside: number;
  /** After the beginning of the trace, ms. */
  readonly offsetMs: number;
}

/** The spans as a tree, each before what is inside of it, siblings by their start. One whose parent is not there stands at the edge. */
export function waterfallOf(spans: readonly TraceSpan[]): WaterfallRow[] {
  const ids = new Set(spans.map(({ span_id }) => span_id));
  const began = Math.min(...spans.map(({ started_at_ms }) => started_at_ms));
  const children = new Map<string | null, TraceSpan[]>();
  for (const span of spans.toSorted((a, b) => a.started_at_ms - b.started_at_ms)) {
    const { parent_span_id: parent } = span;
    const under = parent !== null && ids.has(parent) && parent !== span.span_id ? parent : null;
    children.set(under, [...(children.get(under) ?? []), span]);
  }
  const rowsUnder = (parent: string | null, depth: number): WaterfallRow[] =>
    (children.get(parent) ?? []).flatMap((span) => {
      const inner = rowsUnder(span.span_id, depth + 1);
      return [{ span, depth, inside: inner.length, offsetMs: span.started_at_ms - began }, ...inner];
    });
  return rowsUnder(null, 0);
}

/** Without what is inside of a folded span. */
export function unfolded(rows: readonly WaterfallRow[], folded: ReadonlySet<string>): WaterfallRow[] {
  const shown: WaterfallRow[] = [];
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as WaterfallRow;
    shown.push(row);
    if (folded.has(row.span.span_id)) at += row.inside;
  }
  return shown;
}

/** From the beginning of the first span to the end of the last one, ms. */
export function lengthOf(rows: readonly WaterfallRow[]): number {
  return Math.max(0, ...rows.map(({ offsetMs, span }) => offsetMs + span.duration_ms));
}
