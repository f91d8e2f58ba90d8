import { firingAlerts } from '../at-a-glance/alerts.ts';
import { atAGlance } from '../at-a-glance/section.ts';
import type { DashboardSpec } from '../build/frame.ts';
import { alertingSection } from './alerting.ts';
import { collectorSection } from './collector.ts';
import { consoleSection } from './console.ts';
import {
  failedNotifications,
  failedScrapes,
  leastDisk,
  lost,
  overflowed,
  refusedData,
  waitingLines,
} from './glance.ts';
import { lossSection } from './loss.ts';
import { scrapeSection } from './scrapes.ts';
import { historySection, serviceSection } from './services.ts';

export const telemetry: DashboardSpec = {
  id: 'telemetry',
  title: 'qt / Telemetry',
  description: 'Does what watches the services work, and is anything lost on the way?',
  sections: [
    atAGlance(
      firingAlerts(),
      failedScrapes,
      failedNotifications,
      waitingLines,
      lost,
      refusedData,
      overflowed,
      leastDisk,
    ),
    serviceSection,
    scrapeSection,
    alertingSection,
    collectorSection,
    lossSection,
    consoleSection,
    historySection,
  ],
};
