import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { INFRASTRUCTURE } from '../../alerts/alert.ts';
import { find } from '../../lint/syntax-tree.ts';

/** Labels that series must have, with their values. */
export type Matching = Readonly<Record<string, string>>;

/** What selects the series of the services, and those of Prometheus, Alertmanager and the Collector. */
export interface Selectors {
  readonly selector: Matching;
  readonly infrastructureSelector: Matching;
}

/** One that a template, a rule file and a dashboard all take unescaped. */
const PLAIN_VALUE = /^[\w.:/-]+$/;

/**
 * Parses matchers as PromQL has them between braces. Only equality: what a rule records or fires carries the same labels.
 *
 * @throws Error that says what was expected and found
 */
export function parseSelector(text: string): Matching {
  const query = `{${text}}`;
  const tree = parser.parse(query).topNode;
  const read = (node: SyntaxNode | null) => (node ? query.slice(node.from, node.to) : '');
  const matchers = find(tree, ({ name }) => name === 'UnquotedLabelMatcher').map((node) => ({
    label: read(node.getChild('LabelName')),
    operator: read(node.getChild('MatchOp')),
    value: read(node.getChild('StringLiteral')).slice(1, -1),
  }));
  const broken =
    tree.firstChild?.name !== 'VectorSelector' ||
    find(tree, ({ type }) => type.isError).length > 0 ||
    find(tree, ({ name }) => name === 'QuotedLabelName').length > 0 ||
    matchers.some(({ label, operator, value }) => label === '__name__' || operator !== '=' || !PLAIN_VALUE.test(value));
  if (text.trim() !== '' && broken) {
    throw new Error(`expected matchers such as deployment_environment_name="production", actual '${text}'`);
  }
  return Object.fromEntries(matchers.map(({ label, value }) => [label, value]));
}

/**
 * A query that reads only the selected series: every selector gets the matchers. Durations may be Grafana variables.
 *
 * @throws Error for a query that is not PromQL
 */
export function selected(query: string, { selector, infrastructureSelector }: Selectors): string {
  // Of the same length, so that positions in the tree are positions in the query.
  const text = query.replaceAll(/\$__(?:rate_interval|interval|range)/g, (variable) => '5m'.padEnd(variable.length));
  const tree = parser.parse(text).topNode;
  if (find(tree, ({ type }) => type.isError).length > 0) throw new Error(`expected PromQL, actual '${query}'`);
  return find(tree, ({ name }) => name === 'VectorSelector').reduceRight((result, node) => {
    const added = matchersOf(isInfrastructure(text.slice(node.from, node.to)) ? infrastructureSelector : selector);
    return added === '' ? result : inserted(result, node, added);
  }, query);
}

function matchersOf(matching: Matching): string {
  return Object.entries(matching)
    .map(([label, value]) => `${label}="${value}"`)
    .join(', ');
}

function inserted(text: string, node: SyntaxNode, added: string): string {
  const list = node.getChild('LabelMatchers');
  if (list === null) return `${text.slice(0, node.to)}{${added}}${text.slice(node.to)}`;
  const last = list.lastChild;
  const at = last?.to ?? list.from + 1;
  return `${text.slice(0, at)}${last === null ? '' : ', '}${added}${text.slice(at)}`;
}

/** Whether a selector reads what Prometheus, Alertmanager or the Collector says of itself. */
function isInfrastructure(selector: string): boolean {
  if (/^(?:prometheus|alertmanager|otelcol)_/.test(selector)) return true;
  const [, jobs] = /^up\{.*?\bjob=~?"(?:\(\.\+\/\)\?)?\(?([^")]*)\)?"/.exec(selector) ?? [];
  return jobs?.split('|').every((job) => (INFRASTRUCTURE as readonly string[]).includes(job)) ?? false;
}
