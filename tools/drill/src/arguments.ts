import { ALERTS, WATCHDOG } from '@qt/monitoring/alerts';
import type { MetricsPath } from './scene/scene.ts';

export const USAGE = `drill [--scale N] [--path scrape|otlp] [--write] [alert…]
drill silent [--scale N] [--path scrape|otlp]
  --scale N   how many times as fast everything is timed (30; the silent day: 5)
  --path P    what feeds Prometheus: scrape (default) or otlp
  --write     writes docs/drills.md, by otlp docs/drills-otlp.md`;

export interface Asked {
  readonly what: 'drills' | 'silent';
  readonly factor: number;
  readonly path: MetricsPath;
  readonly write: boolean;
  /** None: all. */
  readonly alerts: readonly string[];
}

const DEFAULT_FACTOR = { drills: 30, silent: 5 };
const KNOWN: ReadonlySet<string> = new Set([...ALERTS.map(({ name }) => name), WATCHDOG.name]);

/** Reads the command line. */
export function readArguments(args: readonly string[]): Asked | { readonly problem: string } {
  const what = args[0] === 'silent' ? 'silent' : 'drills';
  const rest = what === 'silent' ? args.slice(1) : args;
  let factor = DEFAULT_FACTOR[what];
  let path: MetricsPath = 'scrape';
  let write = false;
  const alerts: string[] = [];
  for (let at = 0; at < rest.length; at++) {
    const arg = rest[at] ?? '';
    if (arg === '--write') write = true;
    else if (arg === '--scale') {
      factor = Number(rest[++at]);
      // Prometheus' shortest interval here is 15 s, and 60 times as fast that is a quarter of a second.
      if (!(factor >= 1 && factor <= 60)) return { problem: `--scale: expected 1 to 60, actual '${rest[at]}'` };
    } else if (arg === '--path') {
      const given = rest[++at];
      if (given !== 'scrape' && given !== 'otlp')
        return { problem: `--path: expected scrape or otlp, actual '${given}'` };
      path = given;
    } else if (KNOWN.has(arg)) alerts.push(arg);
    else return { problem: `expected an alert such as RiskGuardDown, actual '${arg}'` };
  }
  return { what, factor, path, write, alerts };
}
