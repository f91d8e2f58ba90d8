import type { HealthCheck } from '@qt/contracts';

/** A service's dependencies, each with its current state. */
export interface ReadinessChecks {
  checks(): readonly HealthCheck[] | Promise<readonly HealthCheck[]>;
}

/** A dependency of a service, with the time of its last change. */
export interface TrackedCheck {
  report(ok: boolean, detail: string): void;
  read(): HealthCheck;
}

/** Creates a check that is not ok yet. `since` changes only when `ok` does. */
export function trackCheck(name: string, detail: string, now: () => number): TrackedCheck {
  let check: HealthCheck = { name, ok: false, detail, since: new Date(now()).toISOString() };
  return {
    report: (ok, text) => {
      check = { ...check, detail: text, ...(ok === check.ok ? {} : { ok, since: new Date(now()).toISOString() }) };
    },
    read: () => check,
  };
}
