import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { THRESHOLDS, type Thresholds } from '../../alerts/thresholds.ts';
import { type Matching, parseSelector } from './selector.ts';

const expected = (what: string) => (issue: { readonly input?: unknown }) =>
  `expected ${what}, actual ${JSON.stringify(issue.input)}`;

const selector = z
  .string({ error: expected('a text with matchers') })
  .default('')
  .transform((text, context): Matching => {
    try {
      return parseSelector(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message, input: text });
      return z.NEVER;
    }
  });

const baseUrl = z
  .url({ protocol: /^https?$/, error: expected('an http(s) URL') })
  .transform((url) => url.replace(/\/+$/, ''));

/** Where links in messages and on dashboards begin. */
const URLS = z.strictObject({
  runbooks: baseUrl.optional(),
  grafana: baseUrl.optional(),
  prometheus: baseUrl.optional(),
  alertmanager: baseUrl.optional(),
});

const share = (fallback: number) =>
  z
    .number({ error: expected('a number') })
    .gt(0, { error: expected('a number above 0') })
    .lt(1, { error: expected('a number below 1') })
    .default(fallback);
const seconds = (fallback: number) =>
  z
    .number({ error: expected('a number') })
    .gt(0, { error: expected('a number above 0') })
    .default(fallback);

const intervals = (fallback: number) =>
  z
    .number({ error: expected('a number') })
    .gte(2, { error: expected('a number of 2 or more') })
    .default(fallback);

const LIMITS = z.strictObject({
  lateIntervals: intervals(THRESHOLDS.lateIntervals),
  degradedRunShare: share(THRESHOLDS.degradedRunShare),
  apiErrorShare: share(THRESHOLDS.apiErrorShare),
  cacheMissShare: share(THRESHOLDS.cacheMissShare),
  providerFailureShare: share(THRESHOLDS.providerFailureShare),
  diskFreeShare: share(THRESHOLDS.diskFreeShare),
  eventLoopDelaySeconds: seconds(THRESHOLDS.eventLoopDelaySeconds),
  clockOffsetSeconds: seconds(THRESHOLDS.clockOffsetSeconds),
  featureDrift: z
    .number({ error: expected('a number') })
    .gt(0, { error: expected('a number above 0') })
    .default(THRESHOLDS.featureDrift),
}) satisfies z.ZodType<Thresholds>;

const SETTINGS = z.strictObject({
  /** Equality matchers, as in `deployment_environment_name="production"`, for every series of a service. */
  selector,
  /** The same for the series of Prometheus, Alertmanager and the Collector, which environments often share. */
  infrastructureSelector: selector,
  urls: URLS.default({}),
  thresholds: LIMITS.prefault({}),
  /** Who is called: each message ends with it. */
  contact: z
    .string({ error: expected('a line without braces') })
    .regex(/^[^{}\n]{1,200}$/, { error: expected('a line without braces') })
    .optional(),
});

const NESTED: Readonly<Record<string, { readonly shape: object }>> = { urls: URLS, thresholds: LIMITS };

/** What a user of the rules and dashboards chooses. */
export type Settings = z.output<typeof SETTINGS>;

/** Every environment, and links for a single machine: what is in `infra/generated`. */
export const DEFAULTS: Settings = SETTINGS.parse({});

/**
 * Reads a settings file.
 *
 * @throws Error with one line for each problem: path, setting, what was expected and what was found
 */
export function readSettings(path: string): Settings {
  const found = SETTINGS.safeParse(parsed(path));
  if (found.success) return found.data;
  throw new Error(found.error.issues.map((issue) => `${path}: ${problem(issue)}`).join('\n'));
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path}: expected a JSON file, actual: ${(error as Error).message}`);
  }
}

function problem({ path, message, code, ...rest }: z.core.$ZodIssue): string {
  const name = path.join('.');
  if (code === 'unrecognized_keys') {
    const known = Object.keys((NESTED[String(path[0])] ?? SETTINGS).shape).join(', ');
    return `${[...path, ...(rest as { keys: string[] }).keys].join('.')}: expected one of ${known}, actual an unknown setting`;
  }
  return `${name || 'the file'}: ${message}`;
}
