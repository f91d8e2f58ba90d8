import type { Severity } from '../alerts/alert.ts';

/** Who is told, by the name of the receiver in Alertmanager's configuration. */
export const RECEIVERS = ['pagerduty-and-slack', 'slack-or-teams', 'heartbeat'] as const;
export type Receiver = (typeof RECEIVERS)[number];

/** What every routing decision may look at. */
export interface RoutedAlert {
  readonly name: string;
  /** The dead man's switch has none. */
  readonly severity?: Severity;
}

/** One branch below the root. The first that fits takes the alert. */
export interface Route {
  readonly receiver: Receiver;
  /** Label and the one value that it must have. */
  readonly matches: { readonly alertname: string } | { readonly severity: Severity };
  /** How long a first notification waits for what belongs to it, among that the source of an inhibition. */
  readonly groupWait: string;
  /** The shortest time between two notifications of one group. */
  readonly groupInterval: string;
  /** After how long an unchanged group is told again. */
  readonly repeatInterval: string;
}

export interface RoutingTree {
  /** Where an alert goes that fits no branch: nothing is lost for want of a label. */
  readonly root: Omit<Route, 'matches'>;
  readonly branches: readonly Route[];
}

export const ROUTING: RoutingTree = {
  root: { receiver: 'slack-or-teams', groupWait: '30s', groupInterval: '5m', repeatInterval: '12h' },
  branches: [
    {
      receiver: 'heartbeat',
      matches: { alertname: 'Watchdog' },
      groupWait: '0s',
      groupInterval: '30s',
      repeatInterval: '1m',
    },
    {
      receiver: 'pagerduty-and-slack',
      matches: { severity: 'high' },
      groupWait: '10s',
      groupInterval: '1m',
      repeatInterval: '1h',
    },
  ],
};

/** The branch that takes an alert, or the root. */
export function routeOf(alert: RoutedAlert, { branches, root }: RoutingTree = ROUTING): Omit<Route, 'matches'> {
  const fits = ({ matches }: Route) =>
    'alertname' in matches ? matches.alertname === alert.name : matches.severity === alert.severity;
  return branches.find(fits) ?? root;
}
