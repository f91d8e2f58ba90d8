import { COLOUR, steps } from '../build/colours.ts';
import { namesPanel } from '../build/panels.ts';
import { latest } from '../build/targets.ts';
import { named } from '../series.ts';

/** Of the alerts that notify somebody: Watchdog has no severity. */
const firing = (severity: string) => `max by (alertname) (ALERTS{alertstate="firing", severity=~"${severity}"})`;

/** The names of the firing alerts: of the whole system, whatever the dashboard is about. */
export const firingAlerts = () =>
  namesPanel({
    title: 'Firing alerts',
    description:
      'Of the whole system. Red pages somebody now, orange can wait until morning. Each has a runbook: open /runbooks/<alert> of the API.',
    width: 6,
    height: 4,
    targets: [
      latest(
        `2 * ${firing('high')} or ${firing('medium')} or ${named('alertname', 'none', `vector(0) unless on () ${firing('high|medium')}`)}`,
        '{{alertname}}',
      ),
    ],
  })
    .noValue('no rules')
    .thresholds(steps(COLOUR.good, [1, COLOUR.warning], [2, COLOUR.bad]));
