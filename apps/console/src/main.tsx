import './styles/page.css';
import { render } from 'preact';
import { startClock } from './live/clock.ts';
import { stream } from './live/stream.ts';
import { Page } from './page/page.tsx';
import { followAddress } from './page/route.ts';
import { followSession, readSession } from './session/session.ts';
import { ThrownErrors } from './telemetry/thrown-errors.ts';

const errors = new ThrownErrors(window);

function start(): void {
  const root = document.getElementById('page');
  if (root === null) throw new Error('#page: expected in index.html');
  followAddress();
  startClock();
  render(<Page />, root);
  stream.start();
  followSession();
  // Last: to the API this says that the page has started.
  void readSession();
}

try {
  start();
} catch (error) {
  // Telemetry imports from this module, which it could not if this module had failed.
  reportError(error);
}
// Apart, so that the page works whatever becomes of it.
import('./telemetry/start.ts').then(({ startTelemetry }) => startTelemetry(errors)).catch(() => {});
