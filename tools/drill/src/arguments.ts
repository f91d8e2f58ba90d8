import { parseArgs } from 'node:util';
import { messageOf } from '@qt/contracts';
import { ALERTS, WATCHDOG } from '@qt/monitoring/alerts';
import { type Deployment, deploymentOf } from './live/deployment.ts';
import type { MetricsPath } from './scene/scene.ts';

export const USAGE = `drill [--scale N] [--path scrape|otlp] [--write] [alert…]
drill silent [--scale N] [--path scrape|otlp]
drill --live --url <API> [--prometheus <url>] [--alertmanager <url>] [--allow-halt]
  --scale N     how many times as fast everything is timed (30; the silent day: 4)
  --path P      what feeds Prometheus: scrape (default) or otlp
  --write       writes docs/drills.md, by otlp docs/drills-otlp.md
  --live        what is harmless, on a running deployment, in real time
  --allow-halt  opens no position for some minutes, until TradingHalted has fired; needs QT_ADMIN_TOKEN`;

export type Asked =
  | {
      readonly what: 'drills' | 'silent';
      readonly factor: number;
      readonly path: MetricsPath;
      readonly write: boolean;
      /** None: all. */
      readonly alerts: readonly string[];
    }
  | { readonly what: 'live'; readonly deployment: Deployment };

const DEFAULT_FACTOR = { drills: '30', silent: '4' };
const KNOWN: ReadonlySet<string> = new Set([...ALERTS.map(({ name }) => name), WATCHDOG.name]);

/** Reads the command line. */
export function readArguments(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Asked | { readonly problem: string } {
  try {
    return read(args, env);
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

function read(args: readonly string[], env: NodeJS.ProcessEnv): Asked {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...{ scale: text, path: { ...text, default: 'scrape' }, write: flag },
      ...{ live: flag, url: text, prometheus: text, alertmanager: text, 'allow-halt': flag },
    },
  });
  const { url, prometheus, alertmanager, path } = values;
  if (values.live) {
    for (const [name, value] of Object.entries({ url: url ?? 'nothing', prometheus, alertmanager })) {
      if (value !== undefined && !/^https?:$/.test(URL.parse(value)?.protocol ?? ''))
        throw new Error(`--${name}: expected a URL, actual '${value}'`);
    }
    const given = {
      url: url ?? '',
      ...(prometheus === undefined ? {} : { prometheus }),
      ...(alertmanager === undefined ? {} : { alertmanager }),
    };
    const deployment = deploymentOf({ ...given, allowHalt: values['allow-halt'] }, env);
    if (deployment.allowHalt && !deployment.adminToken)
      throw new Error('QT_ADMIN_TOKEN: expected the token, actual unset');
    return { what: 'live', deployment };
  }
  const what = positionals[0] === 'silent' ? 'silent' : 'drills';
  const alerts = what === 'silent' ? positionals.slice(1) : positionals;
  const unknown = alerts.find((alert) => !KNOWN.has(alert));
  if (unknown !== undefined) throw new Error(`expected an alert such as RiskGuardDown, actual '${unknown}'`);
  const scale = values.scale ?? DEFAULT_FACTOR[what];
  const factor = Number(scale);
  // Prometheus' shortest interval here is 15 s, and 60 times as fast that is a quarter of a second.
  if (!(factor >= 1 && factor <= 60)) throw new Error(`--scale: expected 1 to 60, actual '${scale}'`);
  if (path !== 'scrape' && path !== 'otlp') throw new Error(`--path: expected scrape or otlp, actual '${path}'`);
  return { what, factor, path, write: values.write, alerts };
}
