import { twice } from '../series/twice.ts';
import type { Case } from './case.ts';
import { risk } from './risk.ts';
import { schedulerStalled } from './scheduler-stalled.ts';

/** Cases whose rules join series or count runs, once more with every target scraped twice. */
const NAMES = [
  'a single degraded run is silent, at a share of a third as well, scraped every 15 s',
  'a loss of 92.55 USD of 123.4, exactly 75 %, goes on firing, scraped every 15 s',
];

export const duplicates: readonly Case[] = [...schedulerStalled, ...risk]
  .filter(({ name }) => NAMES.includes(name))
  .map((each) => ({ ...each, name: `${each.name}, twice`, series: each.series.flatMap(twice) }));
