import { parser } from '@grafana/lezer-logql';
import type { SyntaxNode } from '@lezer/common';
import { EVENTS, JOBS, SERVICES } from '@qt/catalogue';
import { matcherFaults } from '../../promql/matcher-faults.ts';
import type { SeriesLabels } from '../../promql/series-labels.ts';
import { LINE_FIELDS, STREAM_LABELS } from '../log-query.ts';

const CLOSED: Readonly<Record<string, readonly string[]>> = {
  service_name: SERVICES,
  event: Object.keys(EVENTS),
  level: ['debug', 'info', 'warn', 'error'],
  job_id: JOBS,
};
const STREAM = known(STREAM_LABELS);
const LINE = known([...STREAM_LABELS, ...LINE_FIELDS]);

/**
 * What is wrong with a LogQL query, a sentence each: its syntax, a label that no stream or line has, a value outside its
 * closed set, a field in a template that nothing provides. Grafana's variables may stand in values.
 */
export function logqlFaults(query: string): string[] {
  const tree = parser.parse(query).topNode;
  const broken = find(tree, (node) => node.type.isError)[0];
  if (broken !== undefined) return [`expected LogQL, actual '${query.slice(broken.from, broken.from + 40)}'`];
  const matchers = find(tree, ({ name }) => name === 'Matcher');
  return [
    ...matchers.flatMap((node) => faultsOf(node, query)),
    ...find(tree, ({ name }) => name === 'LineFormatExpr').flatMap((node) => templateFaults(node, tree, query)),
  ];
}

function faultsOf(node: SyntaxNode, query: string): string[] {
  const [label = '', operator = '', value = ''] = texts(node, query);
  const inStream = node.parent?.name === 'Matchers';
  return matcherFaults(inStream ? 'the stream' : 'the line', inStream ? STREAM : LINE, [
    { label, operator, value: value.slice(1, -1) },
  ]);
}

function templateFaults(node: SyntaxNode, tree: SyntaxNode, query: string): string[] {
  const taken = find(tree, ({ name }) => name === 'LabelExtractionExpression').map((each) => texts(each, query)[0]);
  const used = [...query.slice(node.from, node.to).matchAll(/\{\{[^}]*?\.(\w+)/g)].map(([, field = '']) => field);
  const strange = used.filter((field) => !LINE.has(field) && !taken.includes(field));
  return strange.map((field) => `the template's .${field} is no field of the line and is not taken out of it`);
}

function known(labels: readonly string[]): SeriesLabels {
  return new Map(labels.map((label) => [label, CLOSED[label]]));
}

function texts(node: SyntaxNode, query: string): string[] {
  const found: string[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) found.push(query.slice(child.from, child.to));
  return found;
}

function find(node: SyntaxNode, wanted: (node: SyntaxNode) => boolean): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  node.cursor().iterate(({ node: each }) => {
    if (wanted(each)) found.push(each);
  });
  return found;
}
