import type { ProcessReport } from '../process-spec.ts';
import type { StartCommand } from '../settings.ts';

/** A page or an API to look at, as `start` and `stack` list them. */
export interface Link {
  readonly name: string;
  readonly url: string;
}

/** What runs on a data folder, as its supervisor says. */
export interface SupervisorStatus {
  readonly pid: number;
  readonly command: StartCommand;
  readonly started_at: string;
  readonly market: string;
  readonly data_dir: string;
  readonly processes: readonly ProcessReport[];
  readonly links: readonly Link[];
}
