import type { RetrainStatus } from '@qt/catalogue';
import type { ListedModel, ModelCard } from '@qt/contracts';
import type { JudgedPrediction } from '@qt/model';
import type { Trial } from './trial.ts';

/** One training run. Times are Unix ms. */
export interface Run {
  readonly runId: string;
  /** What started it. */
  readonly trigger: string;
  readonly status: 'running' | RetrainStatus;
  readonly startedAt: number;
  /** When it last reported: its start, latest progress or end. */
  readonly seenAt: number;
  /** When its end was recorded. */
  readonly finishedAt: number | null;
  /** 0 to 1. */
  readonly progress: number;
  readonly stage: string;
  readonly modelVersion: string | null;
  readonly promoted: boolean;
  readonly error: string | null;
  /** A stop of the service interrupted it and it has not been restarted yet; its status is still `running`. */
  readonly interrupted: boolean;
  /** How often a stop interrupted it. */
  readonly stops: number;
}

/** A trained candidate and what was decided about it. */
export interface EvaluatedCandidate {
  readonly card: ModelCard;
  readonly promoted: boolean;
  readonly why: string;
  /** The current model stays and proved itself: its age counts from this run. */
  readonly rescored: boolean;
  /** It has to prove itself beside the current model first; null: it was promoted or refused. */
  readonly shadow: Trial | null;
}

/** Runs and models. Writes are durable. */
export abstract class RetrainRepository {
  /** When this store was created, Unix ms. */
  abstract firstStartAt(): Promise<number>;
  /** Records a run before it begins. Throws if another one is unfinished. */
  abstract begin(run: Pick<Run, 'runId' | 'trigger' | 'startedAt'>): Promise<void>;
  abstract advance(runId: string, at: number, progress: number, stage: string): Promise<void>;
  /** In one transaction: the run's success, its model, and its promotion if it was promoted. */
  abstract succeed(runId: string, at: number, candidate: EvaluatedCandidate): Promise<void>;
  abstract fail(runId: string, at: number, error: string): Promise<void>;
  /** Records that a stop, not a crash, cut this run off. */
  abstract interrupt(runId: string, at: number): Promise<void>;
  /** Restarts an interrupted run from the beginning. */
  abstract restart(runId: string, startedAt: number): Promise<void>;
  abstract unfinished(): Promise<Run[]>;
  /** Newest first. */
  abstract runs(limit: number): Promise<Run[]>;
  /** When the latest run with this status was recorded; null if there was none. */
  abstract lastFinishedAt(status: RetrainStatus): Promise<number | null>;

  /** Newest first. */
  abstract models(): Promise<ListedModel[]>;
  abstract model(version: string): Promise<ListedModel | null>;
  abstract current(): Promise<ListedModel | null>;
  /** Makes a model the current one and retires the previous one, in one transaction. Throws for an unknown version. */
  abstract promote(version: string, at: number, why: string): Promise<void>;
  /** Deletes a model; never the current one. */
  abstract removeModel(version: string): Promise<void>;
  /** The trial under way; there is one at most. */
  abstract trial(): Promise<Trial | null>;
  /** In place of any other. */
  abstract beginTrial(trial: Trial): Promise<void>;
  /** `refused`: the candidate that is not promoted, and why. */
  abstract endTrial(refused: { readonly version: string; readonly why: string } | null): Promise<void>;
  /** Keeps judged predictions of a model for eight days, or until the model is removed. `now` in Unix ms. */
  abstract keepPredictions(version: string, predictions: readonly JudgedPrediction[], now: number): Promise<void>;
  /** The time of a model's newest prediction (Unix ms), of the profile that is behind; null: none was judged. */
  abstract judgedUntil(version: string): Promise<number | null>;
  /** A model's predictions from then on (Unix ms). */
  abstract predictions(version: string, since: number): Promise<JudgedPrediction[]>;
  abstract promotionsHalted(): Promise<boolean>;
  abstract haltPromotions(halted: boolean): Promise<void>;
  abstract close(): Promise<void>;
}
