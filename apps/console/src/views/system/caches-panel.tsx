import type { SystemSection } from '@qt/contracts';
import { useMemo } from 'preact/hooks';
import { percent } from '../../format/words.ts';
import type { ChartSeries } from '../../parts/chart.tsx';
import { Panel } from '../../parts/panel.tsx';
import { minutesOf, percentagesOf } from './minutes.ts';
import { ShareChart } from './share-chart.tsx';

const COLOUR = { price: '--link', candle: '--ok', signal: '--warn' } as const;

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** Which share of lookups each cache answered: the rest waited for a provider or got something stale. */
export function CachesPanel({ section }: { readonly section: SystemSection }) {
  const times = useMemo(() => minutesOf(section), [section]);
  const series = useMemo(
    () =>
      section.caches.map(({ cache, hits, misses }): ChartSeries => {
        const lookups = hits.map((hit, at) => hit + (misses[at] ?? 0));
        return { label: `${cache}, %`, colour: COLOUR[cache], values: percentagesOf(hits, lookups) };
      }),
    [section],
  );
  return (
    <Panel title="Cache hits">
      <ShareChart label="Share of lookups that each cache answered, by minute" times={times} series={series} />
      <dl class="facts">
        {section.caches.map(({ cache, hits, misses }) => {
          const [hit, all] = [total(hits), total(hits) + total(misses)];
          return (
            <div class="fact" key={cache}>
              <dt>{cache}</dt>
              <dd>
                {all === 0 ? 'not asked yet' : `${percent(hit / all)} of ${Math.round(all).toLocaleString('en')}`}
              </dd>
            </div>
          );
        })}
      </dl>
    </Panel>
  );
}
