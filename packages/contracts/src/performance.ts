import { z } from 'zod';
import { profile } from './choices.ts';
import { decimal, instant, probability, symbol } from './values.ts';

/** Whose a position is: a profile's, or one by hand. */
const owner = z.union([profile, z.literal('manual')]);

/** What a part of the account earned, in USDT. Fees and slippage are already inside `net`. */
const earned = {
  /** Realised and not. */
  net: decimal,
  realised: decimal,
  unrealised: decimal,
  fees: decimal,
  slippage: decimal,
  /** The value of what is held at the end. */
  exposure: decimal,
  /** Positions that were opened or held since, and have been sold. */
  trades: z.int().min(0),
  /** Share of the trades that earned something; null: no trade. */
  win_rate: probability.nullable(),
};

export const performance = z
  .object({
    currency: z.literal('USDT'),
    /** Null: the whole account. */
    profile: profile.nullable(),
    from: instant,
    to: instant,
    ...earned,
    /** Of the whole account. Closing less opening less what was paid in is exactly the sum of all parts' `net`. */
    account: z.object({ opening_equity: decimal, paid_in: decimal, closing_equity: decimal }),
    risk: z.object({
      max_drawdown: decimal,
      max_drawdown_share: probability,
      sharpe: z.number().nullable(),
      sortino: z.number().nullable(),
      annualisation: z.literal('hourly returns, 8,760 hours a year, no risk-free rate'),
      /** Share of the time with a position. */
      time_in_market: probability,
      mean_exposure: decimal,
      max_exposure: decimal,
    }),
    by_profile: z.array(z.object({ profile: owner, ...earned })),
    by_symbol: z.array(z.object({ symbol, ...earned })),
    parts: z.array(z.object({ profile: owner, symbol, ...earned })),
    /** Oldest first. For a profile: the opening equity and what the profile has added. */
    equity: z.array(z.object({ at: instant, equity: decimal, exposure: decimal })),
  })
  .meta({
    id: 'Performance',
    description:
      'What the account has earned since a scan, from one snapshot of its equity a scan; every scan of eight days is kept, and one an hour of 400 days',
  });
export type Performance = z.infer<typeof performance>;
