import { INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api';
import { type Instruments, type Log, METRICS } from '@qt/catalogue';
import type { Telemetry } from '@qt/telemetry';

const nothing = () => undefined;
const series = { add: nothing, record: nothing, set: nothing };
const metric = { ...series, declare: nothing, end: nothing, observe: nothing, bind: () => series };
const span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** Instruments, log and spans of a year of decisions that nobody reads: a back-test's report is its result. */
export const silent = {
  instruments: Object.fromEntries(Object.keys(METRICS).map((name) => [name, metric])) as unknown as Instruments,
  log: { event: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing } satisfies Log,
  telemetry: {
    inSpan: async (_name, _attributes, work) => work(span),
    withContext: (_fields, work) => work(),
    requestId: () => 'backtest',
  } satisfies Pick<Telemetry, 'inSpan' | 'withContext' | 'requestId'>,
};
