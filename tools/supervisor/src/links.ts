import type { Link } from './control/status.ts';
import { addressOf, type Settings } from './settings.ts';

/** The page of the API that whoever is called looks at first. */
export const CONSOLE = 'console';

/** What is worth looking at, for people; the console first. */
export function linksOf({ env }: Settings, urls: Readonly<Record<string, string>>): Link[] {
  const api = addressOf('api', env);
  const tool = (variable: string, name: string, path: string) =>
    urls[variable] === undefined ? [] : [{ name, url: `${urls[variable]}${path}` }];
  return [
    { name: CONSOLE, url: `${api}/` },
    { name: 'health', url: `${api}/health` },
    { name: 'api', url: `${api}/docs` },
    { name: 'runbooks', url: `${api}/runbooks` },
    ...tool('QT_ALERTMANAGER_URL', 'alerts', '/#/alerts'),
    ...tool('QT_VICTORIALOGS_URL', 'logs', '/select/vmui/'),
    ...tool('QT_JAEGER_URL', 'traces', '/api/traces?service=qt-api&limit=20'),
    ...tool('QT_PROMETHEUS_URL', 'metrics', '/api/v1/query?query=qt_trading_allowed'),
  ];
}
