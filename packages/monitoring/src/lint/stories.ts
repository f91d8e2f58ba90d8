import type { Alert } from '../alerts/index.ts';
import type { Story } from '../proofs/stories/story.ts';

/** The problems of the stories, one per line: an alert that nobody is notified of in any story. */
export function storyProblems(alerts: readonly Alert[], stories: readonly Story[]): string[] {
  const told = new Set(stories.flatMap(({ notified }) => notified.map(alertOf)));
  return alerts
    .filter(({ name }) => !told.has(name))
    .map(
      ({ name }) =>
        `packages/monitoring/src/proofs/stories/library: expected a story in which ${name} notifies, actual none`,
    );
}

/** The alert of a notification such as `41:10 high RiskGuardDown (gone)`. */
function alertOf(notification: string): string {
  return notification.split(' ')[2] ?? '';
}
