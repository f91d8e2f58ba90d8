import type { Drill } from './drill.ts';

export const alertDeliveryFailing: Drill = {
  alert: 'AlertDeliveryFailing',
  cause: 'notifications',
  fault: 'PagerDuty refuses the key while a page is due (the kill switch is engaged)',
  end: 'it takes the key again, and 15 min of the scale pass',
  async make({ system, tools: { inbox } }) {
    inbox.refused.add('/pagerduty');
    await system.riskGuard().killSwitch({ body: { enabled: true, reason: 'drill' } });
    return async () => {
      await system.riskGuard().killSwitch({ body: { enabled: null, reason: 'drill' } });
      inbox.refused.delete('/pagerduty');
    };
  },
};
