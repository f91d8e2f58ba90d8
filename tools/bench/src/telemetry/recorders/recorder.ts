/** One library that records: three labels, thirteen buckets, as an HTTP metric has them. */
export interface Recorder {
  /** Records in one series that is found by its labels each time. */
  readonly byLabels: (value: number, labels: Labels) => void;
  /** Records in one series that was found before; undefined if the library does not support it. */
  readonly bound: ((value: number) => void) | undefined;
  /** The whole exposition; only its size is looked at. */
  readonly scrape: () => Promise<number>;
  /** One whole push by OTLP to `OTEL_EXPORTER_OTLP_ENDPOINT`; undefined if the library does not support it. */
  readonly push: (() => Promise<void>) | undefined;
}

export type Labels = { route: string; method: string; status_code: string };
export const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 7.5, 10];
export const LABELS: Labels = { route: '/api/prices/latest/:symbol', method: 'GET', status_code: '200' };

/** Each its own series. */
export function labelsOf(series: number): Labels {
  return {
    route: `/api/things/${series % 500}/:id`,
    method: `M${Math.trunc(series / 500) % 4}`,
    status_code: `${200 + Math.trunc(series / 2000)}`,
  };
}
