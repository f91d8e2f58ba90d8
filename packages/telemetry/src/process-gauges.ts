import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Instruments } from '@qt/catalogue';

const WINDOW_MS = 15_000;
/** What the monitor measures for a loop without delay. */
const RESOLUTION_MS = 10;

type ProcessInstruments = Instruments<
  'qt_process_event_loop_delay_seconds' | 'qt_process_resident_memory_bytes' | 'qt_process_start_timestamp_seconds'
>;

/**
 * Feeds the gauges of the process; returns a function that stops it. The delay is the longest of this window and the
 * one before, so that a scrape every 15 s misses none, whoever else collects.
 */
export function observeProcess(instruments: ProcessInstruments): () => void {
  const monitor = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  monitor.enable();
  const longest = () => Math.max(0, monitor.max / 1e6 - RESOLUTION_MS) / 1000;
  let previous = 0;
  const window = setInterval(() => {
    previous = longest();
    monitor.reset();
  }, WINDOW_MS);
  window.unref();
  instruments.qt_process_event_loop_delay_seconds.observe(() => [[Math.max(previous, longest()), {}]]);
  instruments.qt_process_start_timestamp_seconds.set(performance.timeOrigin / 1000);
  instruments.qt_process_resident_memory_bytes.observe(() => [[process.memoryUsage.rss(), {}]]);
  return () => {
    clearInterval(window);
    monitor.disable();
  };
}
