import { COLOUR, steps, words } from '../build/colours.ts';
import type { Section } from '../build/frame.ts';
import { barsPanel, linesPanel, statesPanel } from '../build/panels.ts';
import { trend } from '../build/targets.ts';
import { named, watcher, zeroOf } from '../series.ts';

const perMinute = (name: Parameters<typeof watcher>[0], matchers = '') =>
  `rate(${watcher(name, matchers)}[$__rate_interval])`;

const alerts = statesPanel({
  title: 'Alerts over time',
  description: 'When each alert fired. Watchdog always does: a gap in it is a time without alerting.',
  width: 12,
  height: 8,
  targets: [trend('max by (alertname) (ALERTS{alertstate="firing"})', '{{alertname}}')],
})
  .mappings(words({ 1: ['firing', COLOUR.notice] }))
  .thresholds(steps(COLOUR.notice));

const notifications = barsPanel({
  title: 'Notifications',
  description: 'Per minute, by receiver; sent and failed. A failed one is tried again.',
  width: 12,
  height: 8,
  unit: 'cpm',
  targets: [
    trend(`60 * sum by (integration) (${perMinute('alertmanager_notifications_total')}) > 0`, '{{integration}}').refId(
      'sent',
    ),
    trend(
      `60 * sum by (integration) (${perMinute('alertmanager_notifications_failed_total', 'reason!="contextCanceled"')}) > 0 or ${named('integration', 'none', zeroOf('alertmanager_'))}`,
      '{{integration}} failed',
    ).refId('failed'),
  ],
});

const delivery = linesPanel({
  title: 'Alerts from Prometheus to Alertmanager',
  description: 'Sent, and those of them that failed, per minute. Failures for 5 minutes: AlertDeliveryFailing fires.',
  width: 8,
  height: 7,
  unit: 'cpm',
  targets: [
    trend(`60 * sum(${perMinute('prometheus_notifications_sent_total')})`, 'sent').refId('sent'),
    trend(`60 * sum(${perMinute('prometheus_notifications_errors_total')})`, 'failed').refId('failed'),
  ],
});

const rules = linesPanel({
  title: 'Failed rules',
  description: 'Evaluations per minute that failed, by group: the alerts of that group do not fire. Normal: 0.',
  width: 8,
  height: 7,
  unit: 'cpm',
  targets: [
    trend(
      `60 * sum by (rule_group) (${perMinute('prometheus_rule_evaluation_failures_total')}) > 0 or ${named('rule_group', 'none', zeroOf('prometheus_'))}`,
      '{{rule_group}}',
    ),
  ],
})
  // Prometheus puts the path of the file before the group.
  .withTransformation({ id: 'renameByRegex', options: { regex: '.*;(.*)', renamePattern: '$1' } });

const prometheus = linesPanel({
  title: 'Series in Prometheus',
  description: 'In memory. A steady rise: a label has too many values.',
  width: 8,
  height: 7,
  unit: 'short',
  targets: [trend(`max(${watcher('prometheus_tsdb_head_series')})`, 'series')],
});

export const alertingSection: Section = {
  title: 'Prometheus and Alertmanager',
  panels: [alerts, notifications, delivery, rules, prometheus],
};
