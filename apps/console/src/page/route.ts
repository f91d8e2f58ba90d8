import { signal } from '@preact/signals';

/** The views by their place in the address, in the order of the navigation. */
export const VIEWS = ['now', 'acting', 'money', 'model', 'why', 'system'] as const;
export type ViewName = (typeof VIEWS)[number];

/** Which view is shown, and what it was asked for. */
export interface Route {
  readonly view: ViewName;
  readonly query: Readonly<Record<string, string>>;
}

/** `#/why?id=…`; whatever is no view is the first one. */
export function routeOf(hash: string): Route {
  const [, name = '', query = ''] = /^#\/([a-z]*)(?:\?(.*))?$/.exec(hash) ?? [];
  const view = VIEWS.find((each) => each === name) ?? 'now';
  return { view, query: Object.fromEntries(new URLSearchParams(query)) };
}

/** The address of a view, to link to. */
export function hashOf(view: ViewName, query: Readonly<Record<string, string>> = {}): string {
  const asked = new URLSearchParams(query).toString();
  return `#/${view}${asked === '' ? '' : `?${asked}`}`;
}

export const route = signal<Route>({ view: 'now', query: {} });

/** Follows the address. */
export function followAddress(): void {
  const read = () => {
    route.value = routeOf(location.hash);
  };
  addEventListener('hashchange', read);
  read();
}
