import type { ServiceName } from '@qt/catalogue';
import type { HealthCheck } from '@qt/contracts';

/** A service's own checks as one check of that service. `checks` has at least one. */
export function serviceCheck(name: ServiceName, checks: readonly HealthCheck[]): HealthCheck {
  const failing = checks.filter((check) => !check.ok);
  const ok = failing.length === 0;
  const sinces = (ok ? checks : failing).map((check) => check.since).sort();
  const since = (ok ? sinces.at(-1) : sinces[0]) ?? '';
  return { name, ok, detail: ok ? 'ready' : `not_ready: ${failuresOf(checks)}`, since };
}

/** The failing checks with their details, in one line; empty if none fails. */
export function failuresOf(checks: readonly HealthCheck[]): string {
  return checks
    .filter((check) => !check.ok)
    .map((check) => `${check.name}: ${check.detail}`)
    .join('; ');
}
