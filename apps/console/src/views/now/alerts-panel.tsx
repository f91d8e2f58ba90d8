import type { AlertsSection } from '@qt/contracts';
import { Ago } from '../../parts/instant.tsx';
import { Nothing, Panel } from '../../parts/panel.tsx';
import { Status } from '../../parts/status.tsx';

const SOURCES = {
  alertmanager: 'from Alertmanager',
  prometheus: 'from Prometheus',
  health: 'from /health',
} as const;

/** What fires, since when, with the runbook of each; and where this comes from. */
export function AlertsPanel({ source, detail, items }: AlertsSection) {
  const firing = items.filter(({ state }) => state === 'firing').length;
  return (
    <Panel title="Alerts" aside={<span title={detail}>{`${firing} firing, ${SOURCES[source]}`}</span>} class="alerts">
      {items.length === 0 ? (
        <Nothing>Nothing fires.</Nothing>
      ) : (
        <ul>
          {items.map(({ name, state, severity, summary, labels, since, runbook }) => (
            <li key={`${name} ${JSON.stringify(labels)}`} class={state}>
              <Status is={state === 'pending' ? 'off' : /critical|page|high/.test(severity) ? 'bad' : 'warn'}>
                {state === 'pending' ? `${severity}, pending` : severity}
              </Status>
              <strong>{name}</strong>
              <span>
                for <Ago at={since} />
              </span>
              {runbook === null ? null : <a href={runbook}>Runbook</a>}
              <p>{summary}</p>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
