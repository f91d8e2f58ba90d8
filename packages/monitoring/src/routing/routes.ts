import type { Severity } from '../alerts/alert.ts';

/** The receivers in Alertmanager's configuration. */
export const RECEIVERS = ['pagerduty-and-slack', 'slack-or-teams', 'heartbeat'] as const;
export type Receiver = (typeof RECEIVERS)[number];

/** What a route can match on. */
export interface RoutedAlert {
  readonly name: string;
  /** The dead man's switch has none. */
  readonly severity?: Severity;
}

/** A route below the root. The first that matches takes the alert. */
export interface Route {
  readonly receiver: Receiver;
  /** The label and its required value. */
  readonly matches: { readonly alertname: string } | { readonly severity: Severity };
  /** How long the first notification waits for the rest of its group, and for the source of an inhibition. */
  readonly groupWait: string;
  /** The least time between two notifications of a group. */
  readonly groupInterval: string;
  /** When an unchanged group is notified again. */
  readonly repeatInterval: string;
}

export interface RoutingTree {
  /** The default route: no alert is lost because a label is missing. */
  readonly root: Omit<Route, 'matches'>;
  readonly routes: readonly Route[];
}

export const ROUTING: RoutingTree = {
  root: { receiver: 'slack-or-teams', groupWait: '30s', groupInterval: '5m', repeatInterval: '12h' },
  routes: [
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
      groupWait: '20s',
      groupInterval: '1m',
      repeatInterval: '1h',
    },
  ],
};

/** The route that takes an alert: the first that matches, or the root. */
export function routeOf(alert: RoutedAlert, { routes, root }: RoutingTree = ROUTING): Omit<Route, 'matches'> {
  const fits = ({ matches }: Route) =>
    'alertname' in matches ? matches.alertname === alert.name : matches.severity === alert.severity;
  return routes.find(fits) ?? root;
}
