import { parser } from '@grafana/lezer-logql';
import type { SyntaxNode } from '@lezer/common';
import { EVENTS, JOBS, SERVICES } from '@qt/catalogue';
import { LINE_FIELDS, STREAM_LABELS } from '../../dashboards/log-query.ts';
import { matcherProblems } from '../matchers.ts';
import type { SeriesLabels } from '../series-labels.ts';
import { find } from '../syntax-tree.ts';

const CLOSED: Readonly<Record<string, readonly string[]>> = {
  service_name: SERVICES,
  event: Object.keys(EVENTS),
  level: ['debug', 'info', 'warn', 'error'],
  job_id: JOBS,
};
const STREAM = known(STREAM_LABELS);
const LINE = known([...STREAM_LABELS, ...LINE_FIELDS]);

/**
 * The problems of a LogQL query, one per line: its syntax, an unknown stream or line label, a value outside its closed
 * set, a template field that nothing provides. Values may be Grafana variables; `x!~"$x"` only asks whether one has a value.
 */
export function logqlProblems(query: string): string[] {
  const tree = parser.parse(query).topNode;
  const broken = find(tree, (node) => node.type.isError)[0];
  if (broken !== undefined) return [`expected LogQL, actual '${query.slice(broken.from, broken.from + 40)}'`];
  const matchers = find(tree, ({ name }) => name === 'Matcher');
  return [
    ...matchers.flatMap((node) => problemsOf(node, query)),
    ...find(tree, ({ name }) => name === 'LineFormatExpr').flatMap((node) => templateProblems(node, tree, query)),
  ];
}

function problemsOf(node: SyntaxNode, query: string): string[] {
  const [label = '', operator = '', value = ''] = texts(node, query);
  const inStream = node.parent?.name === 'Matchers';
  if (inStream && `${operator}${value}` === `!~"$${label}"`) return [];
  return matcherProblems(inStream ? 'the stream' : 'the line', inStream ? STREAM : LINE, [
    { label, operator, value: value.slice(1, -1) },
  ]);
}

function templateProblems(node: SyntaxNode, tree: SyntaxNode, query: string): string[] {
  const extracted = find(tree, ({ name }) => name === 'LabelExtractionExpression').map((each) => texts(each, query)[0]);
  const used = [...query.slice(node.from, node.to).matchAll(/\{\{[^}]*?\.(\w+)/g)].map(([, field = '']) => field);
  const unknown = used.filter((field) => !LINE.has(field) && !extracted.includes(field));
  return unknown.map((field) => `the template's .${field} is neither a label of the line nor extracted from it`);
}

function known(labels: readonly string[]): SeriesLabels {
  return new Map(labels.map((label) => [label, CLOSED[label]]));
}

function texts(node: SyntaxNode, query: string): string[] {
  const found: string[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) found.push(query.slice(child.from, child.to));
  return found;
}
