import { ruleGroups } from '@qt/catalogue/rules';

/** The series of the objectives that Prometheus records every 30 s and the long windows read. */
export const objectiveRecordingNames: readonly string[] = ruleGroups()
  .flatMap((group) => group.rules)
  .flatMap((rule) => ('record' in rule && rule.record.endsWith(':rate5m') ? [rule.record] : []));
