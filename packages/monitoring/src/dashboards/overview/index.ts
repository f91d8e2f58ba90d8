import { firingAlerts } from '../at-a-glance/alerts.ts';
import { budgetStat, errorStat, p95Stat } from '../at-a-glance/requests.ts';
import { atAGlance } from '../at-a-glance/section.ts';
import { lossAgainstLimit, mayOrdersGoOut } from '../at-a-glance/trading.ts';
import { newestSignal, nextRun } from '../at-a-glance/work.ts';
import type { DashboardSpec } from '../build/frame.ts';
import { apiSection } from './api.ts';
import { idField, storySection, troubleSection } from './lines.ts';
import { processSection } from './processes.ts';
import { workSection } from './work.ts';

export const overview: DashboardSpec = {
  id: 'overview',
  title: 'qt / Service overview',
  description: 'May orders go out, does anything need attention, do the API, caches and jobs work?',
  variables: [idField],
  sections: [
    atAGlance(
      mayOrdersGoOut(),
      firingAlerts(),
      errorStat(),
      p95Stat(),
      budgetStat(),
      newestSignal(),
      nextRun(),
      lossAgainstLimit(),
    ),
    apiSection,
    processSection,
    workSection,
    storySection,
    troubleSection,
  ],
};
