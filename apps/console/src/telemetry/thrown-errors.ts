import type { BrowserError } from '@qt/contracts';

export type Thrown = readonly [kind: BrowserError['kind'], thrown: unknown];

/** More than that before anybody listens says nothing new. */
const MOST = 20;

/** Everything that is thrown and not caught on this page, from its first moment on: also before telemetry is there. */
export class ThrownErrors {
  #tell: ((...thrown: Thrown) => void) | undefined;
  readonly #untold: Thrown[] = [];

  constructor(page: Pick<EventTarget, 'addEventListener'>) {
    page.addEventListener('error', (event) => {
      const { error, message } = event as ErrorEvent;
      if (!isPutOff(message)) this.#take('error', error);
    });
    page.addEventListener('unhandledrejection', (event) =>
      this.#take('rejection', (event as PromiseRejectionEvent).reason),
    );
  }

  /** Tells of what was thrown so far, and from now on. */
  tell(to: (...thrown: Thrown) => void): void {
    this.#tell = to;
    for (const thrown of this.#untold.splice(0)) to(...thrown);
  }

  #take(...thrown: Thrown): void {
    if (this.#tell !== undefined) this.#tell(...thrown);
    else if (this.#untold.length < MOST) this.#untold.push(thrown);
  }
}

/**
 * Nothing was thrown: a size that changed while sizes were being reported is reported with the next frame.
 * https://drafts.csswg.org/resize-observer/#deliver-resize-loop-error-notification
 */
function isPutOff(message: string | undefined): boolean {
  return message?.startsWith('ResizeObserver loop') === true;
}
