import { ALERTS } from '../alerts/index.ts';
import { budgetRecordings, OBJECTIVES } from '../alerts/objectives.ts';
import type { Artefact } from './artefact.ts';
import { HEADER, table } from './markdown.ts';

/** `docs/generated/objectives.md`: what users are promised, and where the rest of each error budget is read. */
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
    'Over 30 days. Health and scrape requests neither count nor dilute. Latency counts what somebody waits for: not the walks of the scheduler (`/internal/…`), and nothing while 15 requests or fewer come in five minutes. A burn alert fires when a long and a short window both spend the budget faster than it allows.',
    table(['objective', 'error budget', 'what is left of it, 1 to below 0', 'alerts'], rows),
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
