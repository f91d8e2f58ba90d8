import { PROFILES, type Profile } from '@qt/catalogue';
import {
  costFields,
  field,
  isLoopback,
  marketFields,
  readEnvironment,
  serviceEnvironment,
  urlField,
} from '@qt/nest-service';
import { z } from 'zod';

/** `conservative` → `QT_CONFIDENCE_THRESHOLD_CONSERVATIVE`. */
function thresholdVariable<P extends Profile>(profile: P): `QT_CONFIDENCE_THRESHOLD_${Uppercase<P>}` {
  return `QT_CONFIDENCE_THRESHOLD_${profile.toUpperCase() as Uppercase<P>}`;
}

const LIVE_TRADING = 'yes-real-money';

/** Whether orders there may move real money: anywhere but on the testnet and on this machine. */
function movesRealMoney(url: unknown): boolean {
  if (typeof url !== 'string' || !URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname !== 'testnet.binance.vision' && !isLoopback(hostname);
}

/** The variables of the API, by name. */
function apiEnvironment(env: NodeJS.ProcessEnv) {
  return serviceEnvironment
    .extend({
      QT_API_PORT: field.port(8000),
      QT_RISK_GUARD_URL: urlField('risk-guard', env),
      QT_SCHEDULER_URL: urlField('scheduler', env),
      QT_RETRAIN_WORKER_URL: urlField('retrain-worker', env),
      ...marketFields(env),
      QT_DATABASE_URL: field.databaseUrl(),
      QT_PROVIDER_CIRCUIT_OPEN_SECONDS: field.count(1, 120),
      /** Where the console reads what fires from; unset: from `/health`. */
      QT_ALERTMANAGER_URL: field.optionalUrl(),
      QT_PROMETHEUS_URL: field.optionalUrl(),
      /** Where it reads traces from; unset: what the services keep of the latest ones. */
      QT_JAEGER_URL: field.optionalUrl(),
      /** Who is on call, as the runbooks name them. */
      QT_ONCALL_CONTACT: z.string().max(200).optional(),
      /** `binance`: orders go to QT_BINANCE_TRADING_URL with the two secrets. */
      QT_EXECUTOR: field.oneOf(['paper', 'binance'], 'paper'),
      QT_BINANCE_TRADING_URL: field.url('https://testnet.binance.vision'),
      QT_BINANCE_API_KEY: field.secret(),
      QT_BINANCE_API_SECRET: field.secret(),
      /** Has to be set as well for an exchange where orders move real money. */
      QT_LIVE_TRADING: field.oneOf(['no', LIVE_TRADING], 'no'),
      QT_PAPER_BALANCE: field.amount('100000'),
      ...costFields,
      /** After so many stops within the window nobody enters for the pause; 0: no such limit. */
      QT_MAX_STOPS_PER_SYMBOL: field.count(0, 3),
      QT_MAX_STOPS: field.count(0, 6),
      QT_STOPS_WINDOW_MINUTES: field.count(1, 60),
      QT_STOPS_PAUSE_MINUTES: field.count(1, 60),
      /** Of what a profile realised, below its highest, as a share of the opening balance. */
      QT_MAX_PROFILE_DRAWDOWN: field.share(),
      /** From the request of an order's caller on. */
      QT_ORDER_DEADLINE_SECONDS: field.number({ default: 10, atMost: 60 }),
      /** A model opens positions for this long after its training. */
      QT_MODEL_MAX_AGE_HOURS: field.number({ default: 48 }),
      QT_CONFIDENCE_THRESHOLD_CONSERVATIVE: field.probability(0.55),
      QT_CONFIDENCE_THRESHOLD_BALANCED: field.probability(0.55),
      QT_CONFIDENCE_THRESHOLD_AGGRESSIVE: field.probability(0.55),
    })
    .superRefine(
      (read, context) => {
        if (read.QT_EXECUTOR !== 'binance') return;
        const refuse = (name: string, expected: string) =>
          context.addIssue({ code: 'custom', path: [name], message: `expected ${expected}` });
        for (const name of ['QT_BINANCE_API_KEY', 'QT_BINANCE_API_SECRET'] as const) {
          if (read[name] === undefined) refuse(name, 'a secret, because QT_EXECUTOR is binance');
        }
        if (movesRealMoney(read.QT_BINANCE_TRADING_URL) && read.QT_LIVE_TRADING !== LIVE_TRADING) {
          refuse(
            'QT_LIVE_TRADING',
            `${LIVE_TRADING}, because QT_BINANCE_TRADING_URL is neither the testnet nor loopback`,
          );
        }
      },
      { when: () => true }, // also beside other faults
    )
    .refine((read) => isLoopback(read.QT_HOST) || read.QT_API_TOKEN !== undefined, {
      path: ['QT_API_TOKEN'],
      message: 'expected a token, because QT_HOST can be reached from other machines',
      when: () => true, // also beside other faults
    });
}

interface Settings extends z.output<ReturnType<typeof apiEnvironment>> {
  /** Of the alert on low confidence, by configured profile. */
  readonly confidenceThresholds: ReadonlyMap<Profile, number>;
}

export interface ApiConfig extends Settings {}

/**
 * The configuration, injected by type. It is parsed once, by `instrumentation.ts`, before Nest is loaded: @nestjs/config
 * would read the environment a second time, and give each value by its name as text.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor assigns every property of Settings
export class ApiConfig {
  constructor(settings: Settings) {
    Object.assign(this, settings);
  }
}

/**
 * Reads the API's configuration.
 *
 * @throws BadEnvironment that lists every fault.
 */
export function readConfig(env: NodeJS.ProcessEnv): ApiConfig {
  const read = readEnvironment(apiEnvironment(env), env);
  const confidenceThresholds: ReadonlyMap<Profile, number> = new Map(
    PROFILES.filter((profile) => read.QT_PROFILES.includes(profile)).map((profile) => [
      profile,
      read[thresholdVariable(profile)],
    ]),
  );
  return new ApiConfig({ ...read, confidenceThresholds });
}
