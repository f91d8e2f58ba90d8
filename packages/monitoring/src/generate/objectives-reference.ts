import { ALERTS } from '../alerts/index.ts';
import { budgetRecordings, OBJECTIVES } from '../alerts/objectives.ts';
import type { Artefact } from './artefact.ts';
import { HEADER, table } from './markdown.ts';

/** `docs/generated/objectives.md`: the service level objectives, and the series with each remaining error budget. */
export function objectivesReference(): Artefact {
  const rows = OBJECTIVES.map(({ id, title, target }, n) => [
    title,
    `${percent(1 - target)} of requests`,
    `\`${budgetRecordings[n]?.record}\``,
    burnAlerts(id),
  ]);
  const text = [
    HEADER,
    '# Objectives',
    'Over 30 days. Health checks, scrapes, the API page and runbooks do not count. Latency counts only requests that a user waits for: not those of the scheduler (`/internal/…`), and none while there are 15 requests or fewer in five minutes. A burn alert fires when a long and a short window both spend the budget too fast.',
    table(['objective', 'error budget', 'budget left (1 full, below 0 overspent)', 'alerts'], rows),
  ].join('\n\n');
  return { path: 'docs/generated/objectives.md', text: `${text}\n` };
}

function burnAlerts(id: string): string {
  const own = ALERTS.filter(({ name }) => new RegExp(`^Api${id}(Fast|Slow)Burn$`, 'i').test(name));
  return own.map(({ name }) => `[${name}](../runbooks/${name}.md)`).join(', ');
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(3))} %`;
}
