import { type EventFields, type EventName, type Level, type Log, type LogFields, levelOf } from '@qt/catalogue';

export interface RecordedLine {
  readonly level: Level;
  /** Empty for an event. */
  readonly message: string;
  readonly event?: EventName;
  readonly fields: LogFields;
}

export interface RecordingLog {
  readonly log: Log;
  readonly lines: readonly RecordedLine[];
  /** The fields of each event of that name, in order. */
  events<E extends EventName>(name: E): (EventFields[E] & LogFields)[];
}

/** A log that keeps its lines, for tests. */
export function recordingLog(): RecordingLog {
  const lines: RecordedLine[] = [];
  const at =
    (level: Level) =>
    (message: string, fields: LogFields = {}) => {
      lines.push({ level, message, fields });
    };
  return {
    log: {
      event: (name, fields) => {
        lines.push({ level: levelOf(name, fields), message: '', event: name, fields });
      },
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
    },
    lines,
    events: <E extends EventName>(name: E) =>
      lines.filter(({ event }) => event === name).map(({ fields }) => fields as EventFields[E] & LogFields),
  };
}
