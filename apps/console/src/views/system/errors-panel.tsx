import type { SystemSection } from '@qt/contracts';
import { useMemo } from 'preact/hooks';
import { counted } from '../../format/words.ts';
import type { ChartSeries } from '../../parts/chart.tsx';
import { Panel } from '../../parts/panel.tsx';
import { minutesOf, percentagesOf, requestsOf } from './minutes.ts';
import { ShareChart } from './share-chart.tsx';

/** The share of requests that the API failed, minute by minute. */
export function ErrorsPanel({ section }: { readonly section: SystemSection }) {
  const times = useMemo(() => minutesOf(section), [section]);
  const series = useMemo((): ChartSeries[] => {
    const values = percentagesOf(section.errors, requestsOf(section.latency));
    return [{ label: 'Errors, %', colour: '--bad', values }];
  }, [section]);
  const errors = section.errors.reduce((sum, one) => sum + one, 0);
  return (
    <Panel title="Error rate" aside={errors === 0 ? 'no error' : counted(Math.round(errors), 'error')}>
      <ShareChart label="Share of requests answered with 500 or more, by minute" times={times} series={series} />
    </Panel>
  );
}
