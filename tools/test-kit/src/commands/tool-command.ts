import type { BinaryName } from '../tools/pinned.ts';

/** How one of the observability tools is started on the configuration in `infra/`. */
export interface ToolCommand {
  readonly binary: BinaryName;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Answers 2xx once the tool is ready. */
  readonly readyUrl: string;
}
