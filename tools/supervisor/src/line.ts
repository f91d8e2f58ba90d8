/** A line of a service's log, as far as `start` reads it. */
export interface Line {
  readonly timestamp: string;
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** Parses a line that a service printed. Anything but a JSON object is wrapped, so that the log file stays JSON lines. */
export function parseLine(text: string, service: string, stream: 'stdout' | 'stderr', now: () => number): Line {
  try {
    const line: unknown = JSON.parse(text);
    if (typeof line === 'object' && line !== null && 'message' in line) return line as Line;
  } catch {
    // Not JSON: Node's own warnings, or a crash before the logger exists.
  }
  const level = stream === 'stderr' ? 'warn' : 'info';
  return { timestamp: new Date(now()).toISOString(), level, message: text, service: `qt-${service}`, stream };
}

const SHOWN_ELSEWHERE = [
  'timestamp',
  'level',
  'message',
  'service',
  'event',
  'trace_id',
  'span_id',
  'faults',
  'pid',
  'hostname',
];
const COLOURS: Readonly<Record<string, string>> = {
  error: '\x1b[31m',
  fatal: '\x1b[31m',
  warn: '\x1b[33m',
  debug: '\x1b[90m',
};

/** A line for people: time, service, level where it matters, message, fields. */
export function readable(line: Line, service: string, colour: boolean): string {
  const fields = Object.entries(line)
    .filter(([name, value]) => !SHOWN_ELSEWHERE.includes(name) && value !== undefined)
    .map(([name, value]) => `${name}=${shown(value)}`);
  const level = line.level === 'info' ? '     ' : line.level.padEnd(5);
  const what = [String(line['event'] ?? ''), line.message].filter((part) => part !== '').join(': ');
  const text = `${line.timestamp.slice(11, 19)} ${service.padEnd(14)} ${level} ${what} ${fields.join(' ')}`.trimEnd();
  const paint = colour ? COLOURS[line.level] : undefined;
  return paint === undefined ? text : `${paint}${text}\x1b[0m`;
}

/** The message of an error; its type, code and stack are in the log file. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || !('stack' in value)) return JSON.stringify(value);
  return 'message' in value ? String(value.message) : String(value.stack);
}

/**
 * Whether a line goes to the log file only: debug lines, successful requests, probes and scrapes, responses of the
 * simulated exchanges, and the progress of a training, which `start` reports itself.
 */
export function isBackground(line: Line): boolean {
  if (line.level === 'debug' || 'progress' in line) return true;
  if (line['event'] !== 'request.completed') return false;
  const route = String(line['route']);
  if (line['service'] === 'qt-market-sim' && /^\/(api|coingecko)\//.test(route)) return true;
  const machinery = /^\/(health|metrics|models\/current)/.test(route);
  return machinery || Number(line['status_code']) < 400;
}
