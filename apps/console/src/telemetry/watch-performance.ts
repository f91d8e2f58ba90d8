import { onCLS, onINP, onLCP } from 'web-vitals';
import { tracer } from '../api/tracer.ts';
import type { Outbox } from './outbox.ts';

/** How the page was loaded and painted, and when it could not react. */
export function watchPerformance(outbox: Outbox): void {
  const loaded = () => {
    const [entry] = performance.getEntriesByType('navigation');
    if (entry !== undefined) span('console.load', entry.startTime, entry.duration);
  };
  // The entry has its end once the event is over.
  if (document.readyState === 'complete') loaded();
  else addEventListener('load', () => setTimeout(loaded));
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) span('console.long_task', startTime, duration);
  }).observe({ type: 'longtask', buffered: true });
  watchVitals(outbox);
}

/** Each is final when the page is hidden, or at the first click or key for the first of them. */
function watchVitals(outbox: Outbox): void {
  onLCP(({ value }) => {
    outbox.loaded(value);
    vital('web_vital.lcp_ms', value);
  });
  onINP(({ value }) => vital('web_vital.inp_ms', value));
  onCLS(({ value }) => vital('web_vital.cls', value));
}

function vital(name: string, value: number): void {
  tracer.startSpan('console.vitals', { attributes: { [name]: value } }).end();
}

/** @param startTime ms since the page was opened */
function span(name: string, startTime: number, duration: number): void {
  const start = performance.timeOrigin + startTime;
  tracer.startSpan(name, { startTime: start, root: true }).end(start + duration);
}
