import type { Alert } from '../alerts/index.ts';
import type { Story } from '../proofs/stories/story.ts';

interface Stories {
  readonly alerts: readonly Alert[];
  readonly stories: readonly Story[];
  /** Names of alerts that have no story yet. */
  readonly without: readonly string[];
}

/** The problems of the stories, one per line: an alert that nobody is notified of in any story. */
export function storyProblems({ alerts, stories, without }: Stories): string[] {
  const told = new Set(stories.flatMap(({ notified }) => notified.map(alertOf)));
  const names = alerts.map(({ name }) => name);
  const where = 'packages/monitoring/src/proofs/stories/library';
  return [
    ...names
      .filter((name) => !told.has(name) && !without.includes(name))
      .map((name) => `${where}: expected a story in which ${name} notifies, actual none`),
    ...without
      .filter((name) => told.has(name) || !names.includes(name))
      .map((name) => `${where}: expected no story of ${name}, which WITHOUT_STORY lists, actual one or no such alert`),
  ];
}

/** The alert of a notification such as `41:10 high RiskGuardDown (gone)`. */
function alertOf(notification: string): string {
  return notification.split(' ')[2] ?? '';
}
