import { latest } from '../../live/sections.ts';
import { Instant } from '../../parts/instant.tsx';
import { CachesPanel } from './caches-panel.tsx';
import { DenialsPanel } from './denials-panel.tsx';
import { ErrorsPanel } from './errors-panel.tsx';
import { LatencyPanel } from './latency-panel.tsx';
import { RoutesPanel } from './routes-panel.tsx';
import { TelemetryPanel } from './telemetry-panel.tsx';

/** The signals of the system: latency, errors, caches, denials, and whether telemetry itself is whole. */
export function SystemView() {
  const section = latest.system.value?.section;
  if (section === undefined) return <p class="nothing view-nothing">Nothing has come from the API yet.</p>;
  return (
    <>
      <p class="nothing view-nothing">
        {section.source === 'prometheus' ? (
          'Three hours, from Prometheus, each whole minute.'
        ) : (
          <>
            As the API has read it from the services
            {section.latency.counts.length === 0 ? null : (
              <>
                {' '}
                since <Instant at={section.from} />
              </>
            )}
            , three hours at most: {section.detail}.
          </>
        )}
      </p>
      <div class="money-view">
        <LatencyPanel {...section} />
        <TelemetryPanel {...section} />
        <ErrorsPanel section={section} />
        <CachesPanel section={section} />
        <DenialsPanel {...section} />
        <RoutesPanel {...section} />
      </div>
    </>
  );
}
