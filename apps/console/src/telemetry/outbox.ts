import type { BrowserError, BrowserSpan, BrowserTelemetry } from '@qt/contracts';

/** The most of each that the API takes at once; more than that within one sending is dropped. */
const MOST = { spans: 50, errors: 20 };

/** What the page has noticed and not sent yet. */
export class Outbox {
  readonly #build: string;
  readonly #post: (telemetry: BrowserTelemetry) => void;
  #spans: BrowserSpan[] = [];
  #errors: BrowserError[] = [];
  #loadMs: number | undefined;

  /** @param post sends it, or fails to: it must not throw */
  constructor(build: string, post: (telemetry: BrowserTelemetry) => void) {
    this.#build = build;
    this.#post = post;
  }

  span(span: BrowserSpan): void {
    if (this.#spans.length < MOST.spans) this.#spans.push(span);
  }

  error(error: BrowserError): void {
    if (this.#errors.length < MOST.errors) this.#errors.push(error);
  }

  loaded(ms: number): void {
    this.#loadMs = ms;
  }

  /** Sends what is there, once: what does not arrive is lost. */
  flush(): void {
    const [spans, errors, loadMs] = [this.#spans, this.#errors, this.#loadMs];
    if (spans.length === 0 && errors.length === 0 && loadMs === undefined) return;
    [this.#spans, this.#errors, this.#loadMs] = [[], [], undefined];
    this.#post({ build: this.#build, spans, errors, ...(loadMs === undefined ? {} : { load_ms: loadMs }) });
  }
}
