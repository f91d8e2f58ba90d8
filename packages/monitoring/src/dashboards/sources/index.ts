import { firingAlerts } from '../at-a-glance/alerts.ts';
import { atAGlance } from '../at-a-glance/section.ts';
import type { DashboardSpec } from '../build/frame.ts';
import { callSection } from './calls.ts';
import { checkSection } from './checks.ts';
import { eventSection } from './events.ts';
import { failingProviders, openBreakers, staleServed } from './glance.ts';

export const sources: DashboardSpec = {
  id: 'sources',
  title: 'qt / Data source health',
  description: 'Do Binance and CoinGecko answer, and what happens when they do not?',
  sections: [
    atAGlance(firingAlerts(), failingProviders, openBreakers, staleServed),
    checkSection,
    callSection,
    eventSection,
  ],
};
