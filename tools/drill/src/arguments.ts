import { ALERTS } from '@qt/monitoring/alerts';
import type { MetricsPath } from './scene/scene.ts';

export const USAGE = `drill [--scale N] [--path scrape|otlp] [alert…]
  --scale N   how many times as fast everything is timed (30)
  --path P    what feeds Prometheus: scrape (default) or otlp`;

interface Asked {
  readonly factor: number;
  readonly path: MetricsPath;
  /** None: all. */
  readonly alerts: readonly string[];
}

const DEFAULT_FACTOR = 30;

/** Reads the command line. */
export function readArguments(args: readonly string[]): Asked | { readonly problem: string } {
  let factor = DEFAULT_FACTOR;
  let path: MetricsPath = 'scrape';
  const alerts: string[] = [];
  const known = new Set(ALERTS.map(({ name }) => name));
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--scale') {
      factor = Number(args[++at]);
      if (!(factor >= 1 && factor <= 60)) return { problem: `--scale: expected 1 to 60, actual '${args[at]}'` };
    } else if (arg === '--path') {
      const given = args[++at];
      if (given !== 'scrape' && given !== 'otlp')
        return { problem: `--path: expected scrape or otlp, actual '${given}'` };
      path = given;
    } else if (known.has(arg)) alerts.push(arg);
    else return { problem: `expected an alert such as RiskGuardDown, actual '${arg}'` };
  }
  return { factor, path, alerts };
}
