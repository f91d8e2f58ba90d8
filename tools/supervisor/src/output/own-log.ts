import type { RotatingLog } from './rotating-log.ts';

/** What the supervisor writes about itself and its processes, in `logs/supervisor.jsonl`. */
type OwnEvent =
  | 'supervisor.started'
  | 'supervisor.stopping'
  | 'supervisor.stopped'
  | 'process.started'
  | 'process.ready'
  | 'process.ended'
  | 'process.stopped'
  | 'log.lines.dropped';

export type OwnLog = (event: OwnEvent, message: string, fields?: Readonly<Record<string, unknown>>) => void;

const WARNINGS: ReadonlySet<OwnEvent> = new Set(['process.ended', 'log.lines.dropped']);

/** Writes the supervisor's events as JSON lines; `now` in Unix ms. */
export function ownLog(file: RotatingLog, now: () => number): OwnLog {
  return (event, message, fields = {}) => {
    const level = WARNINGS.has(event) ? 'warn' : 'info';
    const timestamp = new Date(now()).toISOString();
    file.write(JSON.stringify({ timestamp, level, message, service: 'qt-supervisor', event, ...fields }));
  };
}
