/** Rows rendered beyond the edges, so that a fast scroll finds them there. */
const BEYOND = 8;

/**
 * Which rows of a long list to render: from `first` up to, not including, `end`. A list that has become shorter than it was
 * scrolled to shows its end, as the browser will.
 */
export function visibleRows(scrollTop: number, height: number, rowHeight: number, rows: number) {
  const top = Math.min(scrollTop, Math.max(0, rows * rowHeight - height));
  const first = Math.max(0, Math.floor(top / rowHeight) - BEYOND);
  return { first, end: Math.min(rows, Math.ceil((top + height) / rowHeight) + BEYOND) };
}
