import { firingAlerts } from '../at-a-glance/alerts.ts';
import { atAGlance } from '../at-a-glance/section.ts';
import { lossAgainstLimit, mayOrdersGoOut } from '../at-a-glance/trading.ts';
import type { DashboardSpec } from '../build/frame.ts';
import { accountSection, drawdown, openPositions } from './account.ts';
import { decisionSection } from './decisions.ts';
import { killSwitch, left, stateSection, tradingState } from './state.ts';

export const risk: DashboardSpec = {
  id: 'risk',
  title: 'qt / Risk',
  description: 'Can orders go out, how much loss is left, what was denied and why?',
  sections: [
    atAGlance(
      mayOrdersGoOut(),
      firingAlerts(),
      killSwitch,
      tradingState,
      lossAgainstLimit(),
      left,
      drawdown,
      openPositions,
    ),
    stateSection,
    accountSection,
    decisionSection,
  ],
};
