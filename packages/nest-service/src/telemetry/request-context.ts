import { type Context, type Span, trace } from '@opentelemetry/api';
import type { LogFields } from '@qt/catalogue';
import { LOG_FIELDS } from '@qt/telemetry';

/**
 * The context of one request. Most requests ask it for nothing, so what a context of the API copies at once is made when
 * first asked for.
 */
export class RequestContext implements Context {
  readonly requestId: string;
  readonly #parent: Context;
  #span: Span;
  #withSpan: Context | undefined;
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
    if (key !== LOG_FIELDS) return this.#spanContext().getValue(key);
    this.#fields ??= { request_id: this.requestId };
    return this.#fields;
  }

  /** Keeps only the ids: an idle connection holds the context of its last request. */
  protected forgetSpan(): void {
    this.#span = trace.wrapSpanContext(this.#span.spanContext());
    this.#withSpan = undefined;
  }

  setValue(key: symbol, value: unknown): Context {
    return this.#copied().setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return this.#copied().deleteValue(key);
  }

  #spanContext(): Context {
    this.#withSpan ??= trace.setSpan(this.#parent, this.#span);
    return this.#withSpan;
  }

  /** A plain copy, since a job that schedules its next run would make a chain of contexts ever longer. */
  #copied(): Context {
    return this.#spanContext().setValue(LOG_FIELDS, this.getValue(LOG_FIELDS));
  }
}
