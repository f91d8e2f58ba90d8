import type { DashboardSpec } from '../build/frame.ts';
import { callSection } from './calls.ts';
import { checkSection } from './checks.ts';
import { eventSection } from './events.ts';

export const sources: DashboardSpec = {
  id: 'sources',
  title: 'qt / Data source health',
  description: 'Do Binance and CoinGecko answer, and what happens when they do not?',
  sections: [checkSection, callSection, eventSection],
};
