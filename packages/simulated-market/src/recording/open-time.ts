/** The units that files count time in, by the least number that is taken for them: this century in each. */
const UNITS = [
  { least: 1e15, perMs: 1000 },
  { least: 1e12, perMs: 1 },
  { least: 1e9, perMs: 0.001 },
] as const;

/** Unix seconds, milliseconds or microseconds as Unix ms; NaN for any other number. */
export function millisecondsOf(time: number): number {
  const unit = UNITS.find(({ least }) => time >= least && time < least * 1000);
  return unit === undefined || !Number.isSafeInteger(time) ? Number.NaN : time / unit.perMs;
}
