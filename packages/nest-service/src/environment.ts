import type { Role } from '@qt/contracts';
import { DATABASE_URL_FORM, isDatabaseUrl } from '@qt/postgres/database-url';
import { z } from 'zod';
import { parseNamedTokens } from './access/named-tokens.ts';
import { parsePeople } from './access/people.ts';
import { type Fault, faultsOf, sentence } from './faults.ts';

/** Every invalid environment variable; the service does not start. */
export class BadEnvironment extends Error {
  override readonly name = 'BadEnvironment';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(sentence).join('\n'));
    this.faults = faults;
  }
}

const SECRET = /TOKEN|SECRET|KEY|PASSWORD|DATABASE_URL/;

/**
 * Parses environment variables by a schema keyed by their names. An empty variable counts as unset.
 *
 * @throws BadEnvironment that lists every fault. The value of a secret is never repeated.
 */
export function readEnvironment<S extends z.ZodObject>(schema: S, env: NodeJS.ProcessEnv): z.output<S> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = faultsOf(parsed.error.issues, given);
  throw new BadEnvironment(
    faults.map((f) => (SECRET.test(f.field) && f.actual !== 'nothing' ? { ...f, actual: 'a secret value' } : f)),
  );
}

const text = z.string().trim();

/** A field that parses text to a value, or names what it expected. */
function parsedBy<T>(expected: string, parse: (value: string) => T | undefined) {
  return text.transform((value, context) => {
    const result = parse(value);
    if (result !== undefined) return result;
    context.addIssue({ code: 'custom', message: `expected ${expected}` });
    return z.NEVER;
  });
}

/** A field of tokens; `parse` returns what is wrong as text. */
function tokensBy<T>(parse: (value: string) => T[] | string) {
  return text.transform((value, context) => {
    const tokens = parse(value);
    if (typeof tokens !== 'string') return tokens;
    context.addIssue({ code: 'custom', message: `expected ${tokens}` });
    return z.NEVER;
  });
}

const numeric = (value: string) => (/^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined);
const within = (low: number, high: number) => (value: string) => {
  const number = numeric(value);
  return number !== undefined && number >= low && number <= high ? number : undefined;
};

export interface Range {
  readonly above?: number;
  readonly atMost?: number;
  readonly default: number;
}

/** Fields for environment schemas. Each names what it expects if a value is invalid. */
export const field = {
  text: (fallback: string) => text.default(fallback),
  secret: () => text.min(8).optional(),
  /** `api:token,scheduler:token`; none by default. */
  namedTokens: (mayBeCalled: (name: string) => boolean) =>
    tokensBy((value) => parseNamedTokens(value, mayBeCalled)).default([]),
  /** `anna:token,ben:token:viewer`; none by default. */
  people: (mayBeCalled: (name: string) => boolean, otherwise: Role) =>
    tokensBy((value) => parsePeople(value, mayBeCalled, otherwise)).default([]),
  port: (fallback: number) =>
    parsedBy('a port from 0 to 65535', (value) => (/^\d+$/.test(value) ? within(0, 65_535)(value) : undefined)).default(
      fallback,
    ),
  /** A finite number above a bound, by default 0. */
  number: ({ above = 0, atMost = Number.MAX_SAFE_INTEGER, default: fallback }: Range) =>
    parsedBy(
      `a number above ${above}${atMost === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${atMost}`}`,
      (value) => {
        const number = within(above, atMost)(value);
        return number === above ? undefined : number;
      },
    ).default(fallback),
  /** A whole number at or above a bound. */
  count: (from: number, fallback: number) =>
    parsedBy(`a whole number from ${from}`, (value) => {
      const number = /^\d+$/.test(value) ? within(from, Number.MAX_SAFE_INTEGER)(value) : undefined;
      return number;
    }).default(fallback),
  probability: (fallback: number) => parsedBy('a number from 0 to 1', within(0, 1)).default(fallback),
  /** An exact decimal above 0, kept as text. */
  amount: (fallback: string) =>
    parsedBy('a decimal number above 0', (value) =>
      /^\d{1,15}(\.\d{1,18})?$/.test(value) && /[1-9]/.test(value) ? value : undefined,
    ).default(fallback),
  /** An exact decimal above 0 and at most 1, kept as text; unset: undefined. */
  share: () =>
    parsedBy('a decimal number above 0 and at most 1', (value) =>
      /^(1(\.0{1,18})?|0\.\d{1,18})$/.test(value) && /[1-9]/.test(value) ? value : undefined,
    ).optional(),
  flag: (fallback: boolean) =>
    parsedBy(
      '1, 0, true or false',
      (value) => ({ '1': true, true: true, '0': false, false: false })[value.toLowerCase()],
    ).default(fallback),
  oneOf: <const V extends string>(values: readonly V[], fallback: NoInfer<V>) =>
    parsedBy(`one of ${values.join(', ')}`, (value) => values.find((one) => one === value)).prefault(fallback),
  /** Comma-separated, each of the values, none twice. */
  someOf: <const V extends string>(values: readonly V[]) =>
    parsedBy(`a comma-separated list of ${values.join(', ')}`, (value) =>
      listed(value, (item) => values.find((one) => one === item)),
    ).default([...values]),
  /** Comma-separated `name` or `name:port`, in lower case; none by default. */
  hosts: () =>
    parsedBy('a comma-separated list of hosts such as qt.example.com', (value) =>
      listed(value.toLowerCase(), (item) => (/^[a-z0-9.-]+(:\d+)?$/.test(item) ? item : undefined)),
    ).default([] as string[]),
  symbols: (fallback: readonly string[]) =>
    parsedBy('a comma-separated list of symbols such as BTCUSDT,ETHUSDT, none twice', (value) =>
      listed(value, (item) => (/^[A-Z0-9]{1,15}USDT$/.test(item) ? item : undefined)),
    ).default([...fallback]),
  /** `A=x,B=y`: a value for each symbol. */
  pairs: () =>
    parsedBy('pairs such as BTCUSDT=bitcoin, separated by commas', (value) => {
      const pairs = value.split(',').map((pair) => /^\s*([A-Z0-9]{5,20})\s*=\s*([a-z0-9._-]+)\s*$/.exec(pair));
      if (pairs.includes(null)) return undefined;
      return new Map(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
    }).default(new Map<string, string>()),
  url: (fallback: string) => url().default(fallback),
  optionalUrl: () => url().optional(),
  /** Of PostgreSQL; unset: SQLite. */
  databaseUrl: () => text.refine(isDatabaseUrl, `expected ${DATABASE_URL_FORM}`).optional(),
};

function url() {
  return parsedBy('an http or https URL', (value) =>
    URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) ? value.replace(/\/+$/, '') : undefined,
  );
}

function listed<T>(value: string, parse: (item: string) => T | undefined): T[] | undefined {
  const items = value.split(',').map((item) => parse(item.trim()));
  const parsed = items.filter((item) => item !== undefined);
  return parsed.length === items.length && new Set(parsed).size === parsed.length ? parsed : undefined;
}
