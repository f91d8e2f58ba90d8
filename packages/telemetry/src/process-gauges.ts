import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Instruments } from '@qt/catalogue';

const WINDOW_MS = 15_000;
/** What the monitor measures for a loop without delay. */
const RESOLUTION_MS = 10;

type ProcessInstruments = Instruments<
  | 'qt_process_event_loop_delay_seconds'
  | 'qt_process_event_loop_delay_p99_seconds'
  | 'qt_process_resident_memory_bytes'
  | 'qt_process_start_timestamp_seconds'
>;

/**
 * Feeds the gauges of the process; returns a function that stops it. The longest delay is that of this window and the
 * one before, so that a scrape every 15 s misses none, whoever else collects. The 99th percentile is that of the latest
 * whole window, since in one that has just begun a single delay would be it.
 */
export function observeProcess(instruments: ProcessInstruments): () => void {
  const monitor = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  monitor.enable();
  const seconds = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS) / 1000;
  const longest = () => seconds(monitor.max);
  const p99 = () => seconds(monitor.percentile(99));
  let previous = 0;
  let previousP99: number | undefined;
  const window = setInterval(() => {
    previous = longest();
    previousP99 = p99();
    monitor.reset();
  }, WINDOW_MS);
  window.unref();
  instruments.qt_process_event_loop_delay_seconds.observe(() => [[Math.max(previous, longest()), {}]]);
  instruments.qt_process_event_loop_delay_p99_seconds.observe(() => [[previousP99 ?? p99(), {}]]);
  instruments.qt_process_start_timestamp_seconds.set(performance.timeOrigin / 1000);
  instruments.qt_process_resident_memory_bytes.observe(() => [[process.memoryUsage.rss(), {}]]);
  return () => {
    clearInterval(window);
    monitor.disable();
  };
}
