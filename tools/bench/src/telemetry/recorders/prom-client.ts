import client from 'prom-client';
import { BUCKETS, type Recorder } from './recorder.ts';

const labelNames = ['route', 'method', 'status_code'];
const histogram = new client.Histogram({
  name: 'request_duration_seconds',
  help: 'Latency.',
  labelNames,
  buckets: BUCKETS,
});

export const recorder: Recorder = {
  byLabels: (value, labels) => histogram.observe(labels, value),
  bound: undefined,
  push: undefined,
  scrape: async () => Buffer.from(await client.register.metrics()).length,
};
