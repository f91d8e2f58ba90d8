import type { Drill } from '../drills/drill.ts';
import type { Message } from './message.ts';
import type { Stages } from './timeline.ts';

/** What a drill showed. Times of the stages are in seconds: up to `notified` since the fault, then since it was over. */
export interface Result {
  readonly drill: Drill;
  readonly seconds: Readonly<Partial<Record<keyof Stages, number>>>;
  readonly message: Message | undefined;
  /** Of `GET /health` while the alert fired. */
  readonly health: string;
  /** What the first command of the runbook printed then. */
  readonly printed: string;
  /** What the machine lacks for this drill; undefined if it was run. */
  readonly skipped?: string;
  /** What was expected and what was seen instead. */
  readonly problems: readonly string[];
}
