/** Cancels a timer; a second call does nothing. */
export type Cancel = () => void;

/** Timers as a port: tests pass virtual time. */
export interface Timers {
  /** Calls `work` once after `ms`, unless cancelled. */
  after(ms: number, work: () => void): Cancel;
}

/** The process's own timers. `ms` up to 2^31 - 1, the longest that Node's timers take. */
export const processTimers: Timers = {
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};
