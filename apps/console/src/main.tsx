import './styles/page.css';
import { render } from 'preact';
import { startClock } from './live/clock.ts';
import { stream } from './live/stream.ts';
import { Page } from './page/page.tsx';
import { followAddress } from './page/route.ts';
import { readSession } from './session/session.ts';

const root = document.getElementById('page');
if (root === null) throw new Error('#page: expected in index.html');

followAddress();
startClock();
stream.start();
void readSession();
render(<Page />, root);
// Apart, so that the page works whatever becomes of it.
import('./telemetry/start.ts').then(({ startTelemetry }) => startTelemetry()).catch(() => {});
