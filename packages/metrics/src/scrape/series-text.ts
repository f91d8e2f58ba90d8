import type { Cell, Exemplar, HistogramCell, NumberCell } from '../series/cells.ts';
import { renewExemplars } from '../series/exemplar.ts';
import { flat } from '../series/flat.ts';
import type { Metric } from '../series/metric.ts';
import { boundText, escaped, type Format, familyHead, numeral } from './format.ts';

export interface SeriesWriter {
  readonly head: string;
  write(cell: Cell): string;
}

export function createSeriesWriter(metric: Metric, format: Format): SeriesWriter {
  const { name, kind, spec } = metric;
  const head = familyHead(name, kind, spec.help, format);
  if (kind !== 'histogram') return { head, write: (cell) => numberText(name, cell as NumberCell) };
  const tails = [...metric.bounds, undefined].map((bound) => `le="${boundText(bound, format)}"} `);
  return { head, write: (cell) => histogramText(name, tails, cell as HistogramCell, format) };
}

function numberText(name: string, cell: NumberCell): string {
  const labels = labelsText(cell);
  return labels === '' ? `${name} ${numeral(cell.value)}\n` : `${name}{${labels}} ${numeral(cell.value)}\n`;
}

function histogramText(name: string, tails: readonly string[], cell: HistogramCell, format: Format): string {
  const labels = labelsText(cell);
  const bucket = labels === '' ? `${name}_bucket{` : `${name}_bucket{${labels},`;
  const exemplars = format === 'openmetrics' ? cell.exemplars : undefined;
  let text = '';
  let below = 0;
  for (let at = 0; at < tails.length; at++) {
    below += cell.numbers[at] as number;
    const exemplar = exemplars?.[at];
    text += bucket + tails[at] + below + (exemplar === undefined ? '\n' : exemplarText(exemplar));
  }
  renewExemplars(cell);
  const of = labels === '' ? ' ' : `{${labels}} `;
  return `${text}${name}_sum${of}${numeral(cell.sum)}\n${name}_count${of}${below}\n`;
}

function exemplarText({ traceId, spanId, value, at }: Exemplar): string {
  return ` # {trace_id="${traceId}",span_id="${spanId}"} ${value} ${(at / 1000).toFixed(3)}\n`;
}

function labelsText(cell: Cell): string {
  if (cell.text !== undefined) return cell.text;
  const pairs = Object.entries(cell.labels).map(([label, value]) => `${label}="${escaped(value)}"`);
  cell.text = flat(pairs.join(','));
  return cell.text;
}
