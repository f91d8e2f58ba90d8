/** A process that the supervisor keeps up. */
export interface ProcessSpec {
  /** Also the name of its log and of its pid file. */
  readonly name: string;
  readonly kind: 'service' | 'tool';
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where it answers, as an operator of this machine reaches it. */
  readonly url: string;
  /** Answers 2xx once it can do its work. */
  readonly readyUrl: string;
}

/** `failed`: its configuration or store is wrong; `dead`: it is not restarted, as `QT_RESTART=never` says. */
export type ProcessState = 'running' | 'restarting' | 'failed' | 'dead' | 'stopped';

/** A process as `qt status` reports it. */
export interface ProcessReport {
  readonly name: string;
  readonly kind: ProcessSpec['kind'];
  readonly state: ProcessState;
  readonly pid: number | null;
  /** How often it was started again since the supervisor started. */
  readonly restarts: number;
  readonly started_at: string | null;
  readonly url: string;
  readonly ready_url: string;
  /** How it ended last, or why it cannot start. */
  readonly last_end: string | null;
  /** Lines of its log that were dropped and are still: its file cannot be written. 0: it can. */
  readonly lines_lost: number;
}
