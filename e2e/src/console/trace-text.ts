import type { KeptSpan } from './kept-spans.ts';

/** A trace as a tree of its spans' titles, in the order in which they came; spans whose parent is unknown are roots. */
export function traceText(spans: readonly KeptSpan[]): string {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const children = Map.groupBy(spans, ({ parentSpanId = '' }) => (known.has(parentSpanId) ? parentSpanId : ''));
  const lines = (parent: string, depth: number): string[] =>
    (children.get(parent) ?? []).flatMap(({ spanId, title }) => [
      `${'  '.repeat(depth)}${title}`,
      ...lines(spanId, depth + 1),
    ]);
  return lines('', 0).join('\n');
}
