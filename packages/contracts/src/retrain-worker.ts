import { RETRAIN_STATUSES } from '@qt/catalogue';
import { z } from 'zod';
import { profile } from './choices.ts';
import type { Routes } from './route.ts';
import { instant, modelVersion, probability } from './values.ts';

/** Scores of one profile's classifier on one sample. Lower is better for all but accuracy and count. */
export const scores = z
  .object({
    /** Natural logarithm, per row. */
    log_loss: z.number(),
    /** Multi-class Brier score, 0 to 2. */
    brier: z.number(),
    /** Expected calibration error of the chosen class, 0 to 1. */
    calibration_error: probability,
    accuracy: probability,
    rows: z.number().int(),
  })
  .meta({ id: 'Scores' });
export type Scores = z.infer<typeof scores>;

/** Of the classes and rows that were given about this probability: how often they came true. */
const reliabilityBin = z.object({
  /** The mean. */
  predicted: probability,
  observed: probability,
  count: z.int().min(1),
});
export type ReliabilityBin = z.infer<typeof reliabilityBin>;

const bounded = z.object({ difference: z.number(), lower: z.number(), upper: z.number() });

/** One model against another on the same rows, which neither has seen: means of the first less the second, with bounds. */
export const modelComparison = z
  .object({
    rows: z.number().int(),
    /** How many stretches of time the bounds rest on. */
    blocks: z.number().int(),
    /** Below 0: the first predicts better. */
    log_loss: bounded,
    /** A decision's, over the horizon, after fee and slippage, as a fraction. Above 0: the first earns more. */
    net_return: bounded,
  })
  .meta({ id: 'ModelComparison' });
export type ModelComparison = z.infer<typeof modelComparison>;

/** What one model did in the rows of a comparison. */
const comparedModel = z.object({
  log_loss: z.number(),
  /** How often it would have bought. */
  entries: z.int(),
  /** Mean of all rows, those without an entry included, as a fraction after fee and slippage. */
  net_return: z.number(),
});

/** Two models side by side on minutes that neither was trained on. */
export const comparedModels = z
  .object({
    first: modelVersion,
    second: modelVersion,
    /** Open time of the newest candle that either of them was trained on: later ones count. */
    after: instant,
    /** The first less the second, over all profiles; null: too few blocks of minutes so far. */
    comparison: modelComparison.nullable(),
    profiles: z.array(z.object({ profile, rows: z.int(), first: comparedModel, second: comparedModel })),
  })
  .meta({ id: 'ComparedModels' });
export type ComparedModels = z.infer<typeof comparedModels>;

/**
 * Two models on live minutes. `shadow`: a candidate that may take the place of the current model, its rival. `watch`: a
 * model that was promoted, which may have to give its place back to the one before it.
 */
const modelTrial = z
  .object({ kind: z.enum(['shadow', 'watch']), version: modelVersion, rival: modelVersion, ends_at: instant })
  .meta({ id: 'ModelTrial' });
export type ModelTrial = z.infer<typeof modelTrial>;

const byAction = z.object({ buy: z.number(), sell: z.number(), hold: z.number() });

/** What a model can be made again from: with the same, every byte of its file is the same. */
const trainingOrigin = z.object({
  /** Of every candle, symbol by symbol. */
  data_sha256: z.string(),
  seed: z.number().int(),
  /** Of what made it, by name. */
  versions: z.record(z.string(), z.string()),
  /** What labels take a fill to cost, in basis points. */
  fee_bps: z.number(),
  slippage_bps: z.number(),
});

/**
 * What is known of a model: where it came from and how good it is. What is optional is absent from models of earlier
 * versions.
 */
export const modelCard = z
  .object({
    version: modelVersion,
    trained_at: instant,
    symbols: z.array(z.string()),
    /** Open times of the first and last candle. */
    data_from: instant,
    data_to: instant,
    features: z.array(
      z.object({
        name: z.string(),
        description: z.string(),
        /** The values in training: upper bounds of all bins but the last, and the share of the rows in each bin. */
        training: z.object({ bounds: z.array(z.number()), shares: z.array(z.number()) }).optional(),
      }),
    ),
    training: trainingOrigin.optional(),
    /** With the current model of that time, over all profiles; null if there was too little that neither has seen. */
    comparison: modelComparison.nullable().optional(),
    profiles: z.array(
      z.object({
        profile,
        horizon_minutes: z.number().int(),
        in_sample: scores,
        out_of_sample: scores,
        /** Class frequencies of the training rows, scored on the same out-of-sample rows. */
        baseline: scores,
        /** The current model of that time, scored on the same out-of-sample rows. */
        incumbent: scores.nullable(),
        beats_baseline: z.boolean(),
        /** Of raw probabilities: a factor for their logarithms, then a shift by class. */
        calibration: z.object({ scale: z.number(), shift: byAction }).optional(),
        /** Calibrated probabilities of the rows of `out_of_sample` against what came, by tenths, ascending. */
        reliability: z.array(reliabilityBin).optional(),
        /** The rows of `out_of_sample`, `baseline` and `incumbent`; `unseen`: the incumbent was trained on none of them. */
        scored: z.object({ from: instant, to: instant, unseen: z.boolean() }).optional(),
        /** The share of each class among the training rows: the baseline. */
        class_shares: byAction.optional(),
        /** The mean change over the horizon where each class came true, as a fraction. */
        mean_moves: byAction.optional(),
      }),
    ),
    beats_baseline: z.boolean(),
  })
  .meta({ id: 'ModelCard' });
export type ModelCard = z.infer<typeof modelCard>;

export const listedModel = z
  .object({
    card: modelCard,
    state: z.enum(['current', 'retired', 'candidate']),
    promoted_at: instant.nullable(),
    /** When the current model last proved itself on minutes that it had not seen: its age counts from then. */
    scored_at: instant.nullable().default(null),
    /** Why it was promoted, or why not. */
    why: z.string(),
  })
  .meta({ id: 'ListedModel' });
export type ListedModel = z.infer<typeof listedModel>;

/** From when on a model's age counts, Unix ms: its training, or when it last proved itself. */
export function provenAt({ card, scored_at }: Pick<ListedModel, 'card' | 'scored_at'>): number {
  return Math.max(Date.parse(card.trained_at), scored_at === null ? 0 : Date.parse(scored_at));
}

/** How good a model's predictions of the last two days were, beside a baseline of the class frequencies of its training. */
const liveSkill = z.object({
  profile,
  /** Each made at the close of a candle that the model had not seen, and judged when its horizon had passed. */
  predictions: z.int().min(1),
  from: instant,
  to: instant,
  log_loss: z.number(),
  baseline_log_loss: z.number(),
  /** The share whose likeliest class came true. */
  hit_rate: probability,
  baseline_hit_rate: probability,
  /** Log loss less that of the baseline, with bounds at 1 %; null: too little so far. Above 0 as a whole: it predicts worse. */
  excess_loss: bounded.nullable(),
});
export type LiveSkill = z.infer<typeof liveSkill>;

/** What live minutes say of the models. */
export const modelSkill = z
  .object({
    /** When the current model was last judged; null: not since the start. */
    judged_at: instant.nullable(),
    items: z.array(z.object({ version: modelVersion, profiles: z.array(liveSkill) })),
    /** Of the current model's inputs over the last day, against its training; 0: the same. */
    drift: z.array(z.object({ feature: z.string(), psi: z.number().min(0) })),
  })
  .meta({ id: 'ModelSkill' });
export type ModelSkill = z.infer<typeof modelSkill>;

export const retrainRun = z
  .object({
    run_id: z.string(),
    status: z.enum(['running', ...RETRAIN_STATUSES]),
    trigger: z.string(),
    started_at: instant,
    finished_at: instant.nullable(),
    /** 0 to 1. */
    progress: probability,
    stage: z.string(),
    model_version: modelVersion.nullable(),
    promoted: z.boolean(),
    error: z.string().nullable(),
  })
  .meta({ id: 'RetrainRun' });
export type RetrainRun = z.infer<typeof retrainRun>;

/** How training goes. A time is null if there was no such run, or none is in progress. */
export const retrainHealth = z
  .object({
    last_success_at: instant.nullable(),
    last_failure_at: instant.nullable(),
    running_since: instant.nullable(),
    promotions_halted: z.boolean(),
  })
  .meta({
    id: 'RetrainHealth',
    examples: [
      {
        last_success_at: '2026-01-01T06:00:42.000Z',
        last_failure_at: null,
        running_since: '2026-01-01T12:00:00.000Z',
        promotions_halted: false,
      },
    ],
  });
export type RetrainHealth = z.infer<typeof retrainHealth>;

const byVersion = z.object({ version: modelVersion });

export const retrainRoutes = {
  health: {
    method: 'GET',
    path: '/health/retraining',
    tag: 'Health',
    summary: 'The last runs, the one in progress, and whether promotions are halted',
    access: 'public',
    responses: { 200: retrainHealth },
  },
  retrain: {
    method: 'POST',
    path: '/retrain',
    tag: 'Training',
    summary: 'Starts a run; 409 while one runs',
    access: 'admin_or_service',
    responses: { 202: z.object({ run_id: z.string() }) },
    errors: [409],
  },
  runs: {
    method: 'GET',
    path: '/retrain/runs',
    tag: 'Training',
    summary: 'Runs, newest first',
    access: 'reader',
    responses: { 200: z.object({ items: z.array(retrainRun) }) },
  },
  models: {
    method: 'GET',
    path: '/models',
    tag: 'Models',
    summary: 'Model cards, newest first, the trial under way, and whether promotions are halted',
    access: 'reader',
    responses: {
      200: z.object({
        promotions_halted: z.boolean(),
        /** Null: none is under way. */
        trial: modelTrial.nullable().default(null),
        items: z.array(listedModel),
      }),
    },
  },
  compareModels: {
    method: 'GET',
    path: '/models/comparison',
    tag: 'Models',
    summary: 'Two models side by side on minutes that neither was trained on, with bounds; takes seconds',
    access: 'admin',
    query: z.object({ first: modelVersion, second: modelVersion }),
    responses: { 200: comparedModels },
    errors: [404, 409, 503],
  },
  modelSkill: {
    method: 'GET',
    path: '/models/skill',
    tag: 'Models',
    summary: 'Live log loss and hit rate of each version against the baseline, and drift of each feature',
    access: 'reader',
    responses: { 200: modelSkill },
  },
  currentModel: {
    method: 'GET',
    path: '/models/current',
    tag: 'Models',
    summary: 'The promoted model; 404 before the first',
    access: 'reader',
    responses: { 200: listedModel },
    errors: [404],
  },
  modelArtifact: {
    method: 'GET',
    path: '/models/:version/artifact',
    tag: 'Models',
    summary: "The model's file",
    access: 'service',
    params: byVersion,
    responses: { 200: null },
    errors: [404],
  },
  haltPromotions: {
    method: 'POST',
    path: '/models/promotions',
    tag: 'Models',
    summary: 'Halts or resumes promotions',
    access: 'admin',
    body: z.strictObject({ halted: z.boolean() }),
    responses: { 200: z.object({ halted: z.boolean() }) },
  },
  promote: {
    method: 'POST',
    path: '/models/:version/promote',
    tag: 'Models',
    summary: 'Makes a model the current one, also the way back',
    access: 'admin',
    params: byVersion,
    responses: { 200: listedModel },
    errors: [404, 409],
  },
} as const satisfies Routes;
