import {
  type Context,
  context,
  createContextKey,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  trace,
} from '@opentelemetry/api';
import type { LogFields } from '@qt/catalogue';

const FIELDS = createContextKey('qt log fields');
const SPAN = keyOfSpans();
const NONE: LogFields = {};

/** The fields that every log line of the current context carries: request_id, job_id, symbol and others. */
export function contextFields(from = context.active()): LogFields {
  return (from.getValue(FIELDS) as LogFields | undefined) ?? NONE;
}

/** A context that adds these fields to those of `from`. */
export function withFields(fields: LogFields, from = context.active()) {
  return from.setValue(FIELDS, { ...contextFields(from), ...fields });
}

/** Runs `work`, and everything that it starts, with these fields on its log lines. */
export function withContext<T>(fields: LogFields, work: () => T): T {
  return context.with(withFields(fields), work);
}

/** The span that is being worked in. */
export function currentTrace(): SpanContext | undefined {
  return trace.getSpan(context.active())?.spanContext();
}

/** The context of one request: what the API would make of two copied maps, made of none. */
export class RequestContext implements Context {
  readonly requestId: string;
  readonly #parent: Context;
  #span: Span;
  #fields: LogFields | undefined;

  constructor(parent: Context, span: Span, requestId: string) {
    this.requestId = requestId;
    this.#parent = parent;
    this.#span = span;
  }

  get span(): Span {
    return this.#span;
  }

  getValue(key: symbol): unknown {
    if (key === SPAN) return this.#span;
    if (key !== FIELDS) return this.#parent.getValue(key);
    this.#fields ??= { request_id: this.requestId };
    return this.#fields;
  }

  /** From here on only the ids of the span are kept: each idle connection keeps the context of its last request. */
  protected forgetSpan(): void {
    this.#span = trace.wrapSpanContext(this.#span.spanContext());
  }

  setValue(key: symbol, value: unknown): Context {
    return this.#copied().setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return this.#copied().deleteValue(key);
  }

  /** Never a chain: a job that plans its next run from within its own context would make it ever longer. */
  #copied(): Context {
    return trace.setSpan(this.#parent, this.#span).setValue(FIELDS, this.getValue(FIELDS));
  }
}

/** The key under which the API keeps a context's span, which it does not tell. */
function keyOfSpans(): symbol | undefined {
  let seen: symbol | undefined;
  const probe: Context = {
    getValue: () => undefined,
    setValue(key) {
      seen = key;
      return probe;
    },
    deleteValue: () => ROOT_CONTEXT,
  };
  trace.setSpan(probe, trace.wrapSpanContext(INVALID_SPAN_CONTEXT));
  return seen;
}
