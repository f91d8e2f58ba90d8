import { PUSHED } from '../../series/path.ts';
import type { Story } from '../story.ts';
import { awayIn, minutes } from '../system/incident.ts';

const FROM = minutes(40);

export const telemetry: readonly Story[] = [
  {
    title: 'Prometheus restarts and takes no sample for two minutes',
    incident: { minutes: 80, unseen: [[FROM, FROM + minutes(2)]] },
    notified: [],
  },
  {
    title: 'the Collector restarts and loses a minute',
    incident: { minutes: 80, path: PUSHED, unseen: [[FROM, FROM + minutes(1)]] },
    notified: [],
  },
  {
    title: 'the Collector is killed and comes back after ten minutes',
    incident: {
      minutes: 80,
      path: PUSHED,
      unseen: [[FROM, FROM + minutes(10)]],
      exportsFail: [[FROM, FROM + minutes(10)]],
      collectorDown: [[FROM, FROM + minutes(10)]],
    },
    notified: [
      '42:30 medium CollectorDown (down otel-collector)',
      '43:35 high TelemetryTargetDown (unseen otel-collector)',
      '50:35 resolved TelemetryTargetDown',
      '52:30 resolved CollectorDown',
    ],
  },
  {
    title: 'a few labels outside their set are recorded',
    incident: { minutes: 80, overflows: [FROM, FROM + 60, FROM + 120] },
    notified: [
      '40:30 medium TelemetrySeriesOverflow (overflow qt-api qt_api_request_total; overflow qt-market-sim qt_api_request_total; overflow qt-retrain-worker qt_api_request_total; overflow qt-risk-guard qt_api_request_total; overflow qt-scheduler qt_api_request_total)',
      '60:30 resolved TelemetrySeriesOverflow',
    ],
  },
  {
    title: 'the endpoint for OTLP refuses data for fifteen minutes',
    incident: { minutes: 80, exportsFail: [[FROM, FROM + minutes(15)]] },
    notified: [
      '45:30 medium TelemetryExportFailing (lost qt-api logs; lost qt-api metrics; lost qt-api traces; lost qt-market-sim logs; lost qt-market-sim metrics; lost qt-market-sim traces; lost qt-retrain-worker logs; lost qt-retrain-worker metrics; lost qt-retrain-worker traces; lost qt-risk-guard logs; lost qt-risk-guard metrics; lost qt-risk-guard traces; lost qt-scheduler logs; lost qt-scheduler metrics; lost qt-scheduler traces)',
      '60:30 resolved TelemetryExportFailing',
    ],
  },
  {
    title: 'nobody reads what the API logs for fifteen minutes',
    incident: { minutes: 80, logUnread: { 'qt-api': [[FROM, FROM + minutes(15)]] } },
    mostPages: 0,
    notified: ['45:30 medium TelemetryExportFailing (dropped qt-api logs)', '60:30 resolved TelemetryExportFailing'],
  },
  {
    title: 'staging stops altogether beside a healthy production',
    incident: {
      minutes: 80,
      staging: {
        minutes: 80,
        lives: {
          'qt-api': [awayIn([FROM, FROM + minutes(15)])],
          'qt-scheduler': [awayIn([FROM, FROM + minutes(15)])],
          'qt-retrain-worker': [awayIn([FROM, FROM + minutes(15)])],
          'qt-risk-guard': [awayIn([FROM, FROM + minutes(15)])],
        },
      },
    },
    notified: [
      '42:20 high TelemetryTargetDown (scrape_failed qt-api; scrape_failed qt-retrain-worker; scrape_failed qt-risk-guard; scrape_failed qt-scheduler)',
      '55:20 resolved TelemetryTargetDown',
    ],
  },
  {
    title: 'the risk guard of production is killed beside a healthy staging',
    incident: {
      minutes: 80,
      lives: { 'qt-risk-guard': [awayIn([FROM, FROM + minutes(10)])] },
      staging: { minutes: 80 },
    },
    notified: ['42:20 high TelemetryTargetDown (scrape_failed qt-risk-guard)', '50:20 resolved TelemetryTargetDown'],
  },
  {
    title: 'the log store takes nothing for half an hour',
    incident: { minutes: 100, logStoreDown: [[FROM, FROM + minutes(30)]] },
    mostPages: 0,
    notified: ['55:00 medium LogShippingStopped (unsent otlp_http/logs)', '70:00 resolved LogShippingStopped'],
  },
  {
    title: 'the Collector has no memory left and refuses data for fifteen minutes',
    incident: { minutes: 80, collectorRefuses: [[FROM, FROM + minutes(15)]] },
    mostPages: 0,
    notified: [
      '45:30 medium TelemetryExportFailing (refused otel-collector logs; refused otel-collector metrics; refused otel-collector traces)',
      '60:30 resolved TelemetryExportFailing',
    ],
  },
  {
    title: 'the store of metrics refuses what the Collector sends for fifteen minutes',
    incident: { minutes: 80, metricsRefused: [[FROM, FROM + minutes(15)]] },
    mostPages: 0,
    notified: [
      '45:30 medium TelemetryExportFailing (undelivered otel-collector metrics)',
      '60:30 resolved TelemetryExportFailing',
    ],
  },
  {
    title: 'one of two Alertmanagers is killed and comes back after twenty minutes',
    incident: { minutes: 90, alertmanagerDown: [[FROM, FROM + minutes(20)]] },
    mostPages: 0,
    notified: ['42:30 medium AlertDeliveryFailing (down alertmanager)', '67:30 resolved AlertDeliveryFailing'],
  },
  {
    title: 'Slack refuses notifications for ten minutes',
    incident: { minutes: 80, slackDown: [[FROM, FROM + minutes(10)]] },
    mostPages: 0,
    notified: ['40:30 medium AlertDeliveryFailing (notifications slack)', '65:30 resolved AlertDeliveryFailing'],
  },
];
