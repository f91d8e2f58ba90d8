import { apiRoutes, type Route, urlTemplateOf } from '@qt/contracts';

const ROUTES = Object.values<Route>(apiRoutes).map((route) => ({
  template: urlTemplateOf(route),
  pattern: new RegExp(`^${route.path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`),
}));

/** The template of the API's route that a path is of: `/api/candles/{symbol}`; undefined: of none. */
export function templateOf(path: string): string | undefined {
  return ROUTES.find(({ pattern }) => pattern.test(path))?.template;
}
