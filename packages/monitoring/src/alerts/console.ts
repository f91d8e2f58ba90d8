import type { Alert } from './alert.ts';
import { exactIncrease, promql } from './promql.ts';

const WINDOW = '15m';
const openings = (stage: string) =>
  exactIncrease('qt_console_openings_total', `{stage="${stage}"}`, WINDOW, '', 'stage');

export const consoleBroken: Alert = {
  name: 'ConsoleBroken',
  severity: 'medium',
  service: 'qt-api',
  dashboard: 'telemetry',
  summary: 'The console does not work in browsers',
  conditions: [
    {
      cause: 'errors',
      for: '0s',
      // One or two may be an extension of somebody's browser.
      expr: promql`${exactIncrease('qt_console_errors_total', '', WINDOW, '', 'kind')} >= 3`,
      description:
        'Browsers that have the console open have reported {{ $value | printf "%.0f" }} errors of its page in 15 minutes. The event console.error has type, place and build of each. Trading is not affected.',
    },
    {
      cause: 'not_started',
      // A page that was just served has not started yet.
      for: '1m',
      expr: promql`
        ${openings('served')}
          - ${openings('started')}
          >= 3
      `,
      description:
        'Browsers have opened the console {{ $value | printf "%.0f" }} times in 15 minutes without its page starting: its script is missing, refused or fails at once, so it reports no error. Trading is not affected.',
    },
  ],
};
