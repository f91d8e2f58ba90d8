import type { Drill } from './drill.ts';
import { hang } from './stop-and-go.ts';

export const killSwitchEngaged: Drill = {
  alert: 'KillSwitchEngaged',
  fault: 'an operator engages the kill switch',
  end: 'it follows QT_KILL_SWITCH again',
  async make({ system }) {
    await system.riskGuard().killSwitch({ body: { enabled: true, reason: 'drill' } });
    return async () => {
      await system.riskGuard().killSwitch({ body: { enabled: null, reason: 'drill' } });
    };
  },
};

export const riskGuardDown: Drill = {
  alert: 'RiskGuardDown',
  fault: 'SIGSTOP to the risk guard',
  end: 'SIGCONT',
  make: async (scene) => hang(scene, 'risk-guard'),
};
