import type { Alert } from './alert.ts';
import { alive, promql } from './promql.ts';

export const riskGuardDown: Alert = {
  name: 'RiskGuardDown',
  severity: 'high',
  service: 'qt-risk-guard',
  dashboard: 'risk',
  summary: 'The risk guard is down: no order goes out',
  conditions: [
    {
      cause: 'gone',
      for: '1m',
      expr: promql`absent(${alive('qt_risk_kill_switch_engaged')})`,
      description:
        'The risk guard has sent no metrics for a minute, by scrape or by push. Without its approval no order goes out.',
    },
  ],
};

export const killSwitchEngaged: Alert = {
  name: 'KillSwitchEngaged',
  severity: 'high',
  service: 'qt-risk-guard',
  dashboard: 'risk',
  summary: 'The kill switch is engaged: no order that opens a position goes out',
  conditions: [
    {
      cause: 'engaged',
      for: '0s',
      expr: promql`max(qt_risk_kill_switch_engaged) == 1`,
      description: 'An operator or QT_KILL_SWITCH has engaged the kill switch; /risk shows who, when and why.',
    },
  ],
};

export const storeUnavailable: Alert = {
  name: 'StoreUnavailable',
  severity: 'high',
  service: 'qt-risk-guard',
  dashboard: 'risk',
  summary: 'The store of the risk guard takes no write: no order goes out',
  conditions: [
    {
      cause: 'risk_guard',
      for: '1m',
      expr: promql`max(qt_risk_denying{reason="store_unavailable"}) == 1`,
      description:
        'The store of the risk guard has accepted no write for a minute, so every order is denied; GET /risk shows the reason.',
    },
  ],
};

export const reconciliationBreak: Alert = {
  name: 'ReconciliationBreak',
  severity: 'high',
  service: 'qt-risk-guard',
  dashboard: 'risk',
  summary: 'API and risk guard disagree about cash, positions or models',
  conditions: [
    {
      cause: 'facts_disagree',
      for: '0s',
      expr: promql`sum(increase(qt_risk_denials_total{reason="facts_disagree"}[15m])) > 0`,
      description:
        'The risk guard has denied {{ $value | printf "%.0f" }} orders in 15 minutes because the API named another cash or position than the guard has booked, or a model that the registry does not have so. Orders that close a position still go out.',
    },
    {
      cause: 'differ',
      for: '0s',
      // They learn from each other within seconds, between two scrapes, so the time of it counts for a while.
      expr: promql`time() - max(qt_risk_books_differed_timestamp_seconds) < 900`,
      description:
        "The books of the risk guard, the API's ledger and the exchange differed in the last 15 minutes: a store was lost or is older, or the exchange has what the ledger lacks. No new risk goes out until they agree; GET /risk says what differs.",
    },
  ],
};

export const dailyLossNearLimit: Alert = {
  name: 'DailyLossNearLimit',
  severity: 'medium',
  service: 'qt-risk-guard',
  dashboard: 'risk',
  summary: 'The 24 h loss is near its limit',
  conditions: [
    {
      cause: 'near',
      for: '0s',
      // It hovers as losses leave the window, so it goes on until 75 %: its own history, not `keep_firing_for`, which would
      // end after a fixed time at 79 % or last beyond a recovery. The last report counts through a restart of the guard.
      // Slightly below the shares: exactly 80 % in decimals may be less in binary fractions.
      expr: promql`
        max by (instance) (last_over_time(qt_risk_daily_loss[5m]))
          >= on (instance) (0.75 - 1e-9) * max by (instance) (last_over_time(qt_risk_daily_loss_limit[5m]))
        and on (instance) (
          max by (instance) (qt_risk_daily_loss) >= on (instance) (0.8 - 1e-9) * max by (instance) (qt_risk_daily_loss_limit)
          or ALERTS{alertname="DailyLossNearLimit"}
        )
      `,
      description:
        'The realised loss of the last 24 h is {{ $value | printf "%.2f" }} USD, with a limit of {{ with query "max(qt_risk_daily_loss_limit)" }}{{ . | first | value | printf "%.2f" }}{{ end }} USD. At the limit, only orders that reduce a position go out.',
    },
  ],
};
