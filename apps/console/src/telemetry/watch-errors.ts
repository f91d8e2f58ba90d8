import { browserErrorOf } from './browser-error.ts';
import type { Outbox } from './outbox.ts';

/** Everything that is thrown and not caught on this page. */
export function watchErrors(outbox: Outbox): void {
  addEventListener('error', ({ error }) => outbox.error(browserErrorOf('error', error)));
  addEventListener('unhandledrejection', ({ reason }) => outbox.error(browserErrorOf('rejection', reason)));
}
