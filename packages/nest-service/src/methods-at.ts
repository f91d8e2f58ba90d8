import type { Served } from './service-description.ts';

/** The methods that a path answers to; none for a path that nothing serves. */
export function methodsAt(served: readonly Served[], path: string): string[] {
  const segments = path.split('/');
  const fits = (template: string) => {
    const parts = template.split('/');
    if (parts.length !== segments.length) return false;
    return parts.every((part, n) => (part.startsWith(':') ? segments[n] !== '' : part === segments[n]));
  };
  return [...new Set(served.filter(({ path: template }) => fits(template)).map(({ method }) => method))].sort();
}
