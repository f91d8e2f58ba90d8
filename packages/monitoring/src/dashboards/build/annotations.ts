import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as loki from '@grafana/grafana-foundation-sdk/loki';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import { LOG_QUERIES } from '../log-queries.ts';
import { logQl } from '../log-query.ts';
import { CHOSEN } from '../series.ts';
import { LOKI, PROMETHEUS } from './data-sources.ts';

/** The start of each process in ms, with its version: deploys and unexpected restarts. */
const STARTS = `1000 * max by (job, instance, service_version) (${CHOSEN} * on (job, instance) group_left () max by (job, instance) (qt_process_start_timestamp_seconds{job=~"(.+/)?$job", instance=~"$instance"}))`;

/** A mark where a process started; its text names the version. */
export function startAnnotation(): dashboard.AnnotationQueryBuilder {
  return new dashboard.AnnotationQueryBuilder()
    .name('Deploys and restarts')
    .datasource(PROMETHEUS)
    .enable(true)
    .iconColor('blue')
    .expr(STARTS)
    .target(new prometheus.DataqueryBuilder().refId('starts').expr(STARTS).range())
    .step('60s')
    .useValueForTime(true)
    .titleFormat('{{job}} {{service_version}} started')
    .textFormat('{{instance}}')
    .tagKeys('job,service_version');
}

const PROMOTIONS = logQl(LOG_QUERIES.promotions);

/** A mark where a model became the current one. */
export function promotionAnnotation(): dashboard.AnnotationQueryBuilder {
  return new dashboard.AnnotationQueryBuilder()
    .name('Promotions')
    .datasource(LOKI)
    .enable(true)
    .iconColor('purple')
    .expr(PROMOTIONS)
    .target(new loki.DataqueryBuilder().refId('promotions').expr(PROMOTIONS).queryType('range'))
    .titleFormat('Model promoted');
}
