import { latest } from '../../live/sections.ts';
import { AlertsPanel } from './alerts-panel.tsx';
import { JobsPanel } from './jobs-panel.tsx';
import { ModelPanel } from './model-panel.tsx';
import { ProvidersPanel } from './providers-panel.tsx';
import { RiskPanel } from './risk-panel.tsx';
import { ServicesPanel } from './services-panel.tsx';
import { TimelinePanel } from './timeline-panel.tsx';
import { VerdictBanner } from './verdict-banner.tsx';

/** What is: may orders go out, what is broken since when, what changed. */
export function NowView() {
  const section = latest.now.value?.section;
  const alerts = latest.alerts.value?.section;
  return (
    <>
      <VerdictBanner />
      {section === undefined ? null : (
        <div class="now">
          <div class="column">
            {alerts === undefined ? null : <AlertsPanel {...alerts} />}
            <ServicesPanel services={section.health.services} />
            <ProvidersPanel providers={section.health.providers} prices={section.health.prices} />
            <ModelPanel health={section.health} model={section.model} />
          </div>
          <div class="column">
            <RiskPanel risk={section.risk} />
            <JobsPanel scheduler={section.scheduler} />
          </div>
          <TimelinePanel />
        </div>
      )}
    </>
  );
}
