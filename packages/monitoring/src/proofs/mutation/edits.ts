import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** One change of a query. */
export interface Edit {
  /** The original and changed text; stable for the same place in the same query. */
  readonly what: string;
  readonly query: string;
}

/** Every change of a query that a test should notice. */
export function editsOf(query: string): Edit[] {
  const changes: Change[] = [];
  parser
    .parse(query)
    .topNode.cursor()
    .iterate(({ node }) => {
      changes.push(...changesOf(node, query));
    });
  const count = new Map<string, number>();
  return changes.map(({ from, to, into }) => {
    const what = `'${oneLine(query.slice(from, to))}' → '${oneLine(into)}'`;
    const nth = (count.get(what) ?? 0) + 1;
    count.set(what, nth);
    return { what: nth === 1 ? what : `${what} (${nth})`, query: query.slice(0, from) + into + query.slice(to) };
  });
}

interface Change {
  readonly from: number;
  readonly to: number;
  readonly into: string;
}

const COMPARISONS: Readonly<Record<string, readonly string[]>> = {
  Gtr: ['>=', '<'],
  Gte: ['>', '<'],
  Lss: ['<=', '>'],
  Lte: ['<', '>'],
  Eql: ['!='],
  EqlC: ['!='],
  Neq: ['=='],
};
const ARITHMETIC: Readonly<Record<string, string>> = { Add: '-', Sub: '+', Mul: '/', Div: '*' };
const AGGREGATIONS: Readonly<Record<string, string>> = { Sum: 'max', Max: 'min', Min: 'max' };
const FUNCTIONS: Readonly<Record<string, string>> = {
  MaxOverTime: 'min_over_time',
  LastOverTime: 'min_over_time',
  SumOverTime: 'max_over_time',
  Rate: 'irate',
  Increase: 'delta',
};

function changesOf(node: SyntaxNode, query: string): Change[] {
  const { from, to, name } = node;
  const text = query.slice(from, to);
  const into = (...texts: readonly string[]) => texts.map((each) => ({ from, to, into: each }));
  if (name === 'NumberDurationLiteral') return into(...nearby(Number(text)));
  if (name === 'NumberDurationLiteralInDurationContext') return into(...stretched(text));
  if (name === 'BinaryExpr') return binaryChanges(node, query);
  if (name === 'GroupingLabels') return labelChanges(node, query);
  if (name === 'LabelMatchers') return matcherChanges(node, query);
  const other = COMPARISONS[name] ?? AGGREGATIONS[name] ?? ARITHMETIC[name] ?? FUNCTIONS[name];
  return other === undefined ? [] : into(...[other].flat());
}

/** Slightly less and slightly more; tolerances against rounding are removed. */
function nearby(value: number): string[] {
  if (value === 0) return ['1'];
  if (Math.abs(value) < 1e-6) return ['0'];
  if (value === 1) return ['0', '2'];
  // Whole seconds show only on a grid of 15 s.
  const share = Number.isInteger(value) && value >= 10 ? 0.1 : 0.05;
  return [value * (1 - share), value * (1 + share)].map((changed) => String(Number(changed.toPrecision(12))));
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A fifth less and a quarter more; a single grid step is only doubled. */
function stretched(duration: string): string[] {
  const [, amount = '', unit = ''] = /^(\d+)([smhd])$/.exec(duration) ?? [];
  const seconds = Number(amount) * (SECONDS[unit] ?? Number.NaN);
  const factors = seconds <= 15 ? [2] : [0.8, 1.25];
  return factors.map((factor) => `${Math.round(seconds * factor)}s`);
}

/** Each side of a set operator alone; other operators are replaced in place. */
function binaryChanges(node: SyntaxNode, query: string): Change[] {
  const isSet = ['And', 'Or', 'Unless'].some((operator) => node.getChild(operator) !== null);
  const left = node.firstChild;
  const right = node.lastChild;
  if (!isSet || left === null || right === null) return [];
  const { from, to } = node;
  const alone = [left].concat(node.getChild('Or') ? [right] : []);
  return alone.map((side) => ({ from, to, into: query.slice(side.from, side.to) }));
}

function labelChanges(node: SyntaxNode, query: string): Change[] {
  const labels = node.getChildren('LabelName').map((label) => query.slice(label.from, label.to));
  return labels.map((dropped) => ({
    from: node.from,
    to: node.to,
    into: `(${labels.filter((label) => label !== dropped).join(', ')})`,
  }));
}

function matcherChanges(node: SyntaxNode, query: string): Change[] {
  const matchers = node.getChildren('UnquotedLabelMatcher').map((matcher) => query.slice(matcher.from, matcher.to));
  return matchers.map((dropped) => ({
    from: node.from,
    to: node.to,
    into: `{${matchers.filter((matcher) => matcher !== dropped).join(', ')}}`,
  }));
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 40)} … ${line.slice(-17)}` : line;
}
