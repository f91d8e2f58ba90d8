import type { NowSection } from '@qt/contracts';
import { shownDuration } from '../../format/duration.ts';
import { now } from '../../live/clock.ts';
import { Ago, Until } from '../../parts/instant.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Status } from '../../parts/status.tsx';

/** The model in use: its age, when it opens no more positions, and how old each profile's signals are. */
export function ModelPanel({ health, model }: Pick<NowSection, 'health' | 'model'>) {
  const { beats_baseline, detail } = health.model;
  const expired = model !== null && Date.parse(model.expires_at) <= now.value;
  return (
    <Panel title="Model">
      <dl class="facts">
        <dt>Version</dt>
        <dd title={detail}>{health.model.version ?? 'none yet'}</dd>
        {model === null ? null : (
          <>
            <dt>Proven</dt>
            <dd>
              <Ago at={model.proven_at} /> ago
            </dd>
            <dt>Expires</dt>
            <dd>
              <Status is={expired ? 'bad' : 'ok'}>
                {expired ? 'expired: it opens no positions' : <Until at={model.expires_at} />}
              </Status>
            </dd>
          </>
        )}
        <dt>Baseline</dt>
        <dd>
          <Status is={beats_baseline === null ? 'off' : beats_baseline ? 'ok' : 'warn'}>
            {beats_baseline === null ? 'not compared' : beats_baseline ? 'beaten' : 'not beaten'}
          </Status>
        </dd>
        <dt>Training</dt>
        <dd>{training(health.retraining)}</dd>
        <dt>Signals</dt>
        <dd>
          {health.signals.map(({ profile, age_seconds }) => (
            <div key={profile}>
              {profile}: {age_seconds === null ? 'none yet' : `${shownDuration(age_seconds * 1000)} old`}
            </div>
          ))}
        </dd>
      </dl>
    </Panel>
  );
}

function training(retraining: NowSection['health']['retraining']) {
  if (retraining === null) return <Status is="bad">the retrain worker does not answer</Status>;
  const { running_since, last_success_at, last_failure_at, promotions_halted } = retraining;
  const failed = last_failure_at !== null && (last_success_at === null || last_failure_at > last_success_at);
  return (
    <>
      <Status is={failed ? 'bad' : 'ok'}>
        {running_since !== null ? (
          <>
            runs for <Ago at={running_since} />
          </>
        ) : failed ? (
          'the last run failed'
        ) : last_success_at === null ? (
          'no run yet'
        ) : (
          <>
            succeeded <Ago at={last_success_at} /> ago
          </>
        )}
      </Status>
      {promotions_halted ? <div class="note">promotions are halted</div> : null}
    </>
  );
}
