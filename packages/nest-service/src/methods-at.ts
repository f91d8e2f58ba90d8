import type { Route } from '@qt/contracts';

/** The methods that a path of the contract answers to; none for a path outside it. */
export function methodsAt(routes: readonly Route[], path: string): string[] {
  const segments = path.split('/');
  const fits = (template: string) => {
    const parts = template.split('/');
    if (parts.length !== segments.length) return false;
    return parts.every((part, n) => (part.startsWith(':') ? segments[n] !== '' : part === segments[n]));
  };
  return [...new Set(routes.filter((route) => fits(route.path)).map((route) => route.method))].sort();
}
