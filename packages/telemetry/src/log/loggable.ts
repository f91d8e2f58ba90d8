import { isSecretName, REDACTED, type Scrub } from './redaction.ts';

const DEEPEST = 8;
const LONGEST_LIST = 200;

/** A copy for JSON without secrets: errors as `{type, message, stack}`, cycles and depth cut. */
export function loggable(value: unknown, scrub: Scrub, ancestors: readonly object[] = []): unknown {
  if (typeof value === 'string') return scrub(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return String(value.toString().slice(0, 80));
  if (typeof value !== 'object' || value === null) return value;
  if (ancestors.includes(value)) return '[circular]';
  if (ancestors.length >= DEEPEST) return '[too deep]';
  const within = (inner: unknown) => loggable(inner, scrub, [...ancestors, value]);
  if (value instanceof Error) return errorFields(value, scrub, within);
  if (value instanceof Map) return within(Object.fromEntries(value));
  if (value instanceof Set) return within([...value]);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return within(value.toJSON());
  if (Array.isArray(value)) return value.slice(0, LONGEST_LIST).map(within);
  return loggableFields(value, within);
}

function loggableFields(fields: object, within: (inner: unknown) => unknown): Record<string, unknown> {
  const clean: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(fields)) {
    if (inner !== undefined) clean[name] = inner !== null && isSecretName(name) ? REDACTED : within(inner);
  }
  return clean;
}

function errorFields(error: Error, scrub: Scrub, within: (inner: unknown) => unknown) {
  return {
    type: error.name,
    message: scrub(error.message),
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...(error.stack === undefined ? {} : { stack: scrub(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: within(error.cause) }),
  };
}
