import type { RetrainStatus } from '@qt/catalogue';
import type { ListedModel, ModelCard } from '@qt/contracts';

/** One training run. Times are Unix ms. */
export interface Run {
  readonly runId: string;
  /** What started it. */
  readonly trigger: string;
  readonly status: 'running' | RetrainStatus;
  readonly startedAt: number;
  /** When it was last heard of: its start, its latest progress or its end. */
  readonly seenAt: number;
  /** When its end was recorded. */
  readonly finishedAt: number | null;
  /** 0 to 1. */
  readonly progress: number;
  readonly stage: string;
  readonly modelVersion: string | null;
  readonly promoted: boolean;
  readonly error: string | null;
  /** A stop of the service cut it off, and it was not taken up again yet. It is `running` all the same: it has no end. */
  readonly setAside: boolean;
  /** How often a stop cut it off. */
  readonly stops: number;
}

/** A trained candidate and what was decided about it. */
export interface JudgedCandidate {
  readonly card: ModelCard;
  readonly promoted: boolean;
  readonly why: string;
}

/** Where runs and models are kept. What has been written survives a crash. */
export interface RetrainStore {
  /** When this store was made, Unix ms. */
  firstStartAt(): Promise<number>;
  /** Writes down a run before it begins. Throws where another one is unfinished. */
  begin(run: Pick<Run, 'runId' | 'trigger' | 'startedAt'>): Promise<void>;
  advance(runId: string, at: number, progress: number, stage: string): Promise<void>;
  /** In one transaction: the run's success, its model, and its promotion if it was promoted. */
  succeed(runId: string, at: number, candidate: JudgedCandidate): Promise<void>;
  fail(runId: string, at: number, error: string): Promise<void>;
  /** Writes down that a stop cut this run off, so that it is not taken for one that a crash cut off. */
  setAside(runId: string, at: number): Promise<void>;
  /** Begins a run anew that was set aside. */
  takeUp(runId: string, startedAt: number): Promise<void>;
  unfinished(): Promise<Run[]>;
  /** Newest first. */
  runs(limit: number): Promise<Run[]>;
  /** When the latest run with this status was recorded; null if there was none. */
  lastFinishedAt(status: RetrainStatus): Promise<number | null>;

  /** Newest first. */
  models(): Promise<ListedModel[]>;
  model(version: string): Promise<ListedModel | null>;
  current(): Promise<ListedModel | null>;
  /** Makes a model the current one and retires the one before, in one transaction. Throws for an unknown version. */
  promote(version: string, at: number, why: string): Promise<void>;
  /** Forgets a model; never the current one. */
  removeModel(version: string): Promise<void>;
  promotionsHalted(): Promise<boolean>;
  haltPromotions(halted: boolean): Promise<void>;
  close(): Promise<void>;
}
