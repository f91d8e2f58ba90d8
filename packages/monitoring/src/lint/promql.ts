import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { type Matcher, matcherProblems } from './matchers.ts';
import { seriesLabels } from './series-labels.ts';
import { find } from './syntax-tree.ts';

/**
 * The problems of a PromQL query, one per line: its syntax, or a metric, label or closed label value that the catalogue
 * does not have. Label values and durations may be Grafana variables.
 */
export function promqlProblems(query: string): string[] {
  const text = query.replaceAll(/\$__(rate_interval|interval|range)/g, '5m');
  const tree = parser.parse(text).topNode;
  const broken = find(tree, (node) => node.type.isError)[0];
  if (broken !== undefined) return [`expected PromQL, actual '${text.slice(broken.from, broken.from + 40)}'`];
  const selectors = find(tree, ({ name }) => name === 'VectorSelector');
  const groupings = find(tree, ({ name }) => name === 'GroupingLabels');
  return [
    ...selectors.flatMap((node) => selectorProblems(node, text)),
    ...groupings.flatMap((node) => groupingProblems(node, text)),
  ];
}

/** The labels that a query's series can have, according to its selectors. */
export function labelsOf(query: string): ReadonlySet<string> {
  return labelsBelow(parser.parse(query).topNode, query);
}

function selectorProblems(node: SyntaxNode, text: string): string[] {
  const name = nameOf(node, text);
  if (name === undefined) return [`expected a selector with a metric, actual '${text.slice(node.from, node.to)}'`];
  const labels = seriesLabels(name);
  if (labels === undefined) return [`expected a metric of the catalogue, actual '${name}'`];
  return matcherProblems(name, labels, matchersOf(node, text));
}

/** A label in `by`, `on` and the like must exist in what it groups, on both sides of an operator. */
function groupingProblems(node: SyntaxNode, text: string): string[] {
  const names = node.getChildren('LabelName').map((label) => text.slice(label.from, label.to));
  const owner = ancestor(node, 'AggregateExpr', 'BinaryExpr');
  const operands = owner.name === 'BinaryExpr' ? [owner.firstChild, owner.lastChild] : [owner];
  const known = operands.filter((operand) => operand !== null).map((operand) => labelsBelow(operand, text));
  const unknown = names.filter((label) => known.some((labels) => labels.size > 0 && !labels.has(label)));
  return unknown.map((label) => `no series of '${text.slice(owner.from, owner.to)}' has the label '${label}'`);
}

function labelsBelow(node: SyntaxNode, text: string): ReadonlySet<string> {
  const selectors = find(node, ({ name }) => name === 'VectorSelector');
  const own = selectors.flatMap((selector) => [...(seriesLabels(nameOf(selector, text) ?? '')?.keys() ?? [])]);
  return new Set([...own, ...addedLabels(node, text)]);
}

/** The labels that `label_replace` and `label_join` add: their second argument. */
function addedLabels(node: SyntaxNode, text: string): string[] {
  const calls = find(node, ({ name }) => name === 'FunctionCall').filter((call) => {
    const identifier = call.getChild('FunctionIdentifier');
    return identifier?.getChild('LabelReplace') != null || identifier?.getChild('LabelJoin') != null;
  });
  return calls.flatMap((call) => {
    const label = call.getChild('FunctionCallBody')?.getChild('StringLiteral');
    return label ? [unquote(text.slice(label.from, label.to))] : [];
  });
}

function nameOf(selector: SyntaxNode, text: string): string | undefined {
  const identifier = selector.getChild('Identifier');
  if (identifier) return text.slice(identifier.from, identifier.to);
  const quoted = selector.getChild('LabelMatchers')?.getChild('QuotedLabelName');
  return quoted ? unquote(text.slice(quoted.from, quoted.to)) : undefined;
}

function matchersOf(selector: SyntaxNode, text: string): Matcher[] {
  const list = selector.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
  const read = (node: SyntaxNode | null) => (node ? text.slice(node.from, node.to) : '');
  return list.map((matcher) => ({
    label: read(matcher.getChild('LabelName')),
    operator: read(matcher.getChild('MatchOp')),
    value: unquote(read(matcher.getChild('StringLiteral'))),
  }));
}

function unquote(literal: string): string {
  const body = literal.slice(1, -1);
  return literal.startsWith('`') ? body : body.replaceAll(/\\(.)/g, '$1');
}

function ancestor(node: SyntaxNode, ...names: readonly string[]): SyntaxNode {
  let at: SyntaxNode = node;
  while (!names.includes(at.name) && at.parent) at = at.parent;
  return at;
}
