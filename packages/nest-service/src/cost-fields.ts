import { field } from './environment.ts';

/** Whole basis points; at most 10 %, so that no order fills at a price of 0. */
function basisPoints(fallback: number) {
  return field.count(0, fallback).refine((value) => value <= 1000, 'expected at most 1000 basis points');
}

/** What a fill costs: for the account that pays it, and for training, whose labels know of it. */
export const costFields = { QT_PAPER_SLIPPAGE_BPS: basisPoints(2), QT_PAPER_FEE_BPS: basisPoints(10) };
