import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { DATA_SOURCE_UIDS } from '../../dashboards/build/data-sources.ts';

const FILE = resolve(import.meta.dirname, '../../../../../infra/grafana/provisioning/datasources/qt.yaml');
const { datasources } = parse(readFileSync(FILE, 'utf8')) as {
  datasources: readonly { readonly uid: string; readonly jsonData: Readonly<Record<string, unknown>> }[];
};

test('the provisioned data sources are those that dashboards and alerts name', () => {
  expect(datasources.map(({ uid }) => uid)).toEqual(Object.values(DATA_SOURCE_UIDS));
});

test('an exemplar links to its trace by the label under which the services export it', () => {
  const metrics = datasources.find(({ uid }) => uid === DATA_SOURCE_UIDS.prometheus);
  expect(metrics?.jsonData['exemplarTraceIdDestinations']).toMatchObject([
    { name: 'trace_id', datasourceUid: DATA_SOURCE_UIDS.traces },
  ]);
});
