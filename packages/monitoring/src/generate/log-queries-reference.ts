import { LOG_QUERIES } from '../dashboards/log-queries.ts';
import { logQl, logsQl } from '../dashboards/log-query.ts';
import type { Artefact } from './artefact.ts';
import { HEADER } from './markdown.ts';

/** `docs/generated/log-queries.md`: each log query of the dashboards, for Loki and for VictoriaLogs. */
export function logQueriesReference(): Artefact {
  const sections = Object.entries(LOG_QUERIES).map(([name, query]) =>
    [`## ${name}`, '```logql', logQl(query), '```', '```logsql', logsQl(query), '```'].join('\n'),
  );
  const text = [
    HEADER,
    '# Log queries',
    "What the dashboards' log panels ask, in LogQL for Loki and in LogsQL for VictoriaLogs. Replace `$job`, `$environment` and `$id` by a regular expression; `.+` is all.",
    ...sections,
  ].join('\n\n');
  return { path: 'docs/generated/log-queries.md', text: `${text}\n` };
}
