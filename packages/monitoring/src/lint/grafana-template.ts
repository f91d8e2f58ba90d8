const KEYWORDS = ['if', 'else', 'end', 'with', 'range', 'break', 'continue', 'nil', 'true', 'false'];
const OF_GO = [
  ...['and', 'or', 'not', 'eq', 'ne', 'lt', 'le', 'gt', 'ge'],
  ...['len', 'index', 'slice', 'print', 'printf', 'println', 'html', 'js', 'urlquery'],
];
/** Grafana has `query` too, but it always returns nothing. */
const OF_GRAFANA = [
  ...['args', 'externalURL', 'pathPrefix', 'graphLink', 'tableLink', 'match', 'reReplaceAll', 'title'],
  ...['humanize', 'humanize1024', 'humanizeDuration', 'humanizePercentage', 'humanizeTimestamp', 'toLower', 'toUpper'],
  ...['filterLabels', 'filterLabelsRe', 'removeLabels', 'removeLabelsRe', 'mergeLabelValues'],
];
const FUNCTIONS = new Set([...KEYWORDS, ...OF_GO, ...OF_GRAFANA]);
const VARIABLES = ['$labels', '$values', '$value'];

/**
 * Functions and variables of a template that Grafana's labels and annotations do not have, one problem per line.
 *
 * @see https://grafana.com/docs/grafana/latest/alerting/alerting-rules/templates/reference/
 */
export function grafanaTemplateProblems(template: string): string[] {
  const code = [...template.matchAll(/\{\{-?(.*?)-?\}\}/gs)]
    .map(([, action = '']) => action.replaceAll(/"(?:[^"\\]|\\.)*"|`[^`]*`/g, ' '))
    .join(' ; ');
  const declared = [...code.matchAll(/(\$\w+)(?:\s*,\s*(\$\w+))?\s*:=/g)].flatMap(([, ...names]) => names);
  const functions = [...code.matchAll(/(?<![.$\w])[A-Za-z_]\w*/g)].map(([name]) => name);
  const variables = [...code.matchAll(/\$\w+/g)].map(([name]) => name);
  return [
    ...functions
      .filter((name) => !FUNCTIONS.has(name))
      .map((name) => `expected a function of Grafana's templates, actual '${name}'`),
    ...variables
      .filter((name) => !VARIABLES.includes(name) && !declared.includes(name))
      .map((name) => `expected a variable of ${VARIABLES.join(', ')}, actual '${name}'`),
  ];
}
