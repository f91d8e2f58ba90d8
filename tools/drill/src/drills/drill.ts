import type { Scene } from '../scene/scene.ts';

/** A real fault, and the alert that it must bring about. */
export interface Drill {
  readonly alert: string;
  /** Where the alert has several. */
  readonly cause?: string;
  /** What is done to the system. */
  readonly fault: string;
  /** What ends it. */
  readonly end: string;
  /** What this machine lacks for the drill, which is then skipped by name; undefined: nothing. */
  readonly missing?: (scene: Scene) => string | undefined;
  /** Brings the fault about; what it returns ends it, and may be called twice. */
  readonly make: (scene: Scene) => Promise<End>;
}

/** May leave something running that the recovery needs, such as users who go on; what it returns then ends that. */
export type End = () => Promise<undefined | (() => Promise<void>)> | Promise<void> | void;

/** Drills that do not disturb one another, and so run at once. */
export interface Round {
  readonly title: string;
  readonly drills: readonly Drill[];
}

/** What one system goes through, in this order. */
export interface SystemPlan {
  readonly rounds: readonly Round[];
  /** At the end, the dead man's switch as well. */
  readonly heartbeat?: boolean;
}
