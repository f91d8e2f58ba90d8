import type { HealthCheck } from '@qt/contracts';

/** Where a service says what it needs for its work, and how each of these is now. */
export interface ReadinessChecks {
  checks(): readonly HealthCheck[] | Promise<readonly HealthCheck[]>;
}

/** One thing that a service depends on. It remembers since when it has been as it is. */
export interface TrackedCheck {
  report(ok: boolean, detail: string): void;
  read(): HealthCheck;
}

/** A check that begins as not ok, with `detail`, now. `since` moves only when `ok` changes. */
export function trackCheck(name: string, detail: string, now: () => number): TrackedCheck {
  let check: HealthCheck = { name, ok: false, detail, since: new Date(now()).toISOString() };
  return {
    report: (ok, text) => {
      check = { ...check, detail: text, ...(ok === check.ok ? {} : { ok, since: new Date(now()).toISOString() }) };
    },
    read: () => check,
  };
}
