import type { Alert } from './alert.ts';
import { promql } from './promql.ts';
import { PAUSED } from './templates.ts';

export const tradingHalted: Alert = {
  name: 'TradingHalted',
  severity: 'high',
  service: 'qt-api',
  dashboard: 'risk',
  summary: 'No signal opens a position',
  conditions: [
    {
      cause: 'blocked',
      for: '1m',
      // One replica that could place an order is enough. KillSwitchEngaged speaks for the switch.
      expr: promql`
        max(qt_trading_allowed) == 0
        unless on () max(qt_risk_kill_switch_engaged) == 1
      `,
      description: `For a minute no signal could have opened a position: {{ with query "topk(1, qt_trading_blocked == 1)" }}{{ . | first | label "reason" }}{{ else }}the reason is in /health{{ end }}. Provider that is paused: ${PAUSED}.`,
    },
  ],
};

export const modelExpired: Alert = {
  name: 'ModelExpired',
  severity: 'high',
  service: 'qt-api',
  dashboard: 'model',
  summary: 'The model is too old: no signal opens a position',
  conditions: [
    {
      cause: 'expired',
      for: '1m',
      expr: promql`min(qt_trading_blocked{reason="model_expired"}) == 1`,
      description:
        'The current model was trained {{ with query "time() - max(qt_model_trained_timestamp_seconds)" }}{{ . | first | value | humanizeDuration }}{{ else }}too long{{ end }} ago, longer than QT_MODEL_MAX_AGE_HOURS allows.',
    },
  ],
};
