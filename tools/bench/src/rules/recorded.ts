import { ruleGroups } from '@qt/monitoring/rules';

/** What Prometheus has recorded of the objectives at each step, which the long windows read: name and value. */
export const RECORDED: readonly (readonly [name: string, value: number])[] = ruleGroups()
  .flatMap((group) => group.rules)
  .flatMap((rule) =>
    'record' in rule && rule.record.endsWith(':rate5m')
      ? [[rule.record, /_failed|_slow/.test(rule.record) ? 1 : 1000] as const]
      : [],
  );
