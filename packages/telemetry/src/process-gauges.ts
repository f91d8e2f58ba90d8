import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Instruments } from '@qt/catalogue';

const WINDOW_MS = 15_000;
/** The monitor's timer; a loop without any delay measures just this. */
const RESOLUTION_MS = 10;

type ProcessInstruments = Instruments<
  'qt_process_event_loop_delay_seconds' | 'qt_process_resident_memory_bytes' | 'qt_process_start_timestamp_seconds'
>;

/**
 * Feeds the gauges of the process itself. The delay is the longest of the running window and of the one before, so
 * that each scrape every 15 s sees each delay, however many readers collect. Returns what stops it.
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
