const EXACT_BORDER =
  'The border is a product and the share a quotient of sums of rates: that they are equal to the last bit cannot be brought about, and it would mean nothing.';
const TOLERANCE = 'Because of the tolerance against rounding, no possible share lies exactly on the limit.';
const FAILURES = 'Two failures extrapolate to at most 2.5, three to at least 3.';
const OTHER_WINDOW = 'A wider window alone shows nothing: the other windows of the rule still end it.';
const LATEST = 'A count of starts is highest at its latest sample: any window that has one shows it.';
const WHOLE = 'Starts and runs are whole numbers.';
const PAGES = 'Errors and pages are whole numbers.';
const STILL_ANY = 'A run that counts twice is a run all the same.';
const ANY = 'Whether there is any shows in the largest as well as in the sum.';
const EXTRAPOLATED = 'Extrapolation to the window makes more than one of a single event.';
const RESET = 'After a reset it differs for five minutes, less than the ten for which the rule waits.';
const FOUND_TWICE =
  'Of a target found twice both tell the same, but for an instant; proofs/duplicates.test.ts has every case so.';
const BYTES = 'A prediction is no whole number of bytes.';

const BURNS = ['Availability', 'Latency'].flatMap((objective) =>
  [
    ['Fast', 'burn_1h'],
    ['Fast', 'burn_6h'],
    ['Slow', 'burn_1d'],
    ['Slow', 'burn_3d'],
  ].flatMap(([speed, cause]) =>
    ["'>' → '>='", "'>' → '>=' (2)"].map((what) => `Api${objective}${speed}Burn ${cause}: ${what}`),
  ),
);

/** Mutants that no case can detect, and why. An entry whose mutant is detected after all fails the run. */
export const EXPLAINED: Readonly<Record<string, string>> = {
  "SchedulerStalled crash_loop: '10m' → '750s'": OTHER_WINDOW,
  "SchedulerStalled crash_loop: '8m' → '600s'": OTHER_WINDOW,
  "SchedulerStalled crash_loop: 'max' → 'min' (3)": FOUND_TWICE,
  "ApiAvailabilityFastBurn burn_6h: '>' → '>=' (3)": EXACT_BORDER,
  "ApiLatencyFastBurn burn_6h: '>' → '>=' (3)": EXACT_BORDER,
  "SchedulerStalled degraded: 'max' → 'min' (6)": STILL_ANY,
  "SchedulerStalled degraded: 'sum' → 'max' (3)": ANY,
  "SchedulerStalled degraded: 'sum_over_time' → 'max_over_time' (3)": ANY,
  "qt:api_requests_asked:rate5m: '>' → '>='": 'A difference of rates is the border to the last bit by chance alone.',
  "ApiErrorSpike errors: '>' → '>='": TOLERANCE,
  "ApiErrorSpike errors: '>' → '>=' (2)": FAILURES,
  "ApiErrorSpike errors: '0.0092' → '0.00874'": FAILURES,
  "ApiErrorSpike errors: '0.0092' → '0.00966'": FAILURES,
  "CacheMisses misses: '>' → '>='": TOLERANCE,
  "ProviderFailureRate failures: '>' → '>='": TOLERANCE,
  "DailyLossNearLimit near: '>=' → '>'": TOLERANCE,
  "DailyLossNearLimit near: '>=' → '>' (2)": TOLERANCE,
  "DailyLossNearLimit near: '5m' → '375s'": OTHER_WINDOW,
  "DailyLossNearLimit near: '5m' → '375s' (2)": OTHER_WINDOW,
  "ModelConfidenceDrop low: '8m' → '600s'": OTHER_WINDOW,
  "ModelConfidenceDrop low: '8m' → '600s' (2)": OTHER_WINDOW,
  "ModelConfidenceDrop low: '8m' → '600s' (3)": OTHER_WINDOW,
  "ModelConfidenceDrop low: 'max_over_time' → 'min_over_time'":
    'A version reports in one stretch: of two the one that began later also reported later.',
  "RetrainingFailure failure: '15m' → '1125s'": 'The timestamp itself ends it after 15 minutes.',
  "ServiceRestarting restarts: '15m' → '720s'": LATEST,
  "ServiceRestarting restarts: '15m' → '1125s'": LATEST,
  "ServiceRestarting restarts: '3' → '2.85'": WHOLE,
  "ConsoleBroken errors: '3' → '2.85'": PAGES,
  "ConsoleBroken not_started: '3' → '2.85'": PAGES,
  "DataDiskFilling rate: '<' → '<='": BYTES,
  "DataDiskFilling rate: '0' → '1'": BYTES,
  "TelemetryExportFailing lost: '0' → '1'": EXTRAPOLATED,
  "TelemetryExportFailing dropped: '0' → '1'": EXTRAPOLATED,
  "TelemetryExportFailing refused: '0' → '1'": EXTRAPOLATED,
  "TelemetryExportFailing undelivered: '0' → '1'": EXTRAPOLATED,
  "LogShippingStopped unsent: '0' → '1' (2)": EXTRAPOLATED,
  "LogShippingStopped unsent: 'increase' → 'delta'": RESET,
  "LogShippingStopped rejected: '0' → '1'": EXTRAPOLATED,
  "LogShippingStopped unread: 'increase' → 'delta'": RESET,
  "Watchdog heartbeat: '1' → '0'": 'It fires whatever its value.',
  "Watchdog heartbeat: '1' → '2'": 'It fires whatever its value.',
  ...Object.fromEntries(BURNS.map((id) => [id, EXACT_BORDER])),
};
