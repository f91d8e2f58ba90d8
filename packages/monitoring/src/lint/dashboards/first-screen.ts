import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type { Target } from './targets.ts';

/**
 * Grid rows on the first screen at 1366 × 768: of 768 pixels a browser takes 130, Grafana's bar 40, variables and links
 * 100, the margin 16; a grid row is 30 pixels and a gap of 8.
 */
const FIRST_SCREEN = Math.floor((768 - 130 - 40 - 100 - 16) / 38);
const FIRING = 'ALERTS{alertstate="firing"';

/** The first section: what matters first is on the first screen, and the firing alerts are there. */
export function firstScreenProblems({ panels = [] }: dashboard.Dashboard): string[] {
  const second = panels.findIndex((panel, n) => n > 0 && panel.type === 'row');
  const first = panels
    .slice(0, second === -1 ? undefined : second)
    .filter((panel): panel is dashboard.Panel => panel.type !== 'row');
  const below = first.filter(({ gridPos }) => (gridPos?.y ?? 0) + (gridPos?.h ?? 0) > FIRST_SCREEN);
  const isFiring = ({ targets = [] }: dashboard.Panel) =>
    targets.some((each) => (each as Target).expr?.includes(FIRING));
  return [
    ...below.map(
      ({ title }) => `panel '${title}': expected to end within the ${FIRST_SCREEN} rows of the first screen`,
    ),
    ...(first.some(isFiring) ? [] : ['expected the firing alerts in the first section, actual none']),
  ];
}
