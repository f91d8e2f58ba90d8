import type { ModelSkill } from '@qt/contracts';
import { percent } from '../../format/words.ts';
import { Ago } from '../../parts/instant.tsx';
import { Nothing, Panel } from '../../parts/panel.tsx';
import { Status } from '../../parts/status.tsx';

/** A feature whose distribution has moved so far from its training deserves a look, and so far a retraining. */
const DRIFT = { look: 0.1, moved: 0.25 };
const MOST = 12;

/** How good the predictions of the last two days were, and how far the inputs have moved from the training. */
export function SkillPanel({ judged_at, items, drift }: ModelSkill) {
  const moved = drift.toSorted((a, b) => b.psi - a.psi).slice(0, MOST);
  return (
    <Panel
      title="Live skill"
      aside={
        judged_at === null ? (
          'not judged since the start'
        ) : (
          <>
            judged <Ago at={judged_at} /> ago
          </>
        )
      }
    >
      {items.length === 0 ? (
        <Nothing>No prediction has been judged yet: its horizon has to pass first.</Nothing>
      ) : (
        <dl class="facts">
          {items.flatMap(({ version, profiles }) =>
            profiles.map(({ profile, predictions, log_loss, baseline_log_loss, hit_rate }) => (
              <div class="fact" key={`${version} ${profile}`}>
                <dt title={version}>{profile}</dt>
                <dd>
                  <Status is={log_loss < baseline_log_loss ? 'ok' : 'warn'}>
                    log loss {log_loss.toFixed(4)} against {baseline_log_loss.toFixed(4)}
                  </Status>
                  <span class="note">
                    {' '}
                    {percent(hit_rate)} right of {predictions.toLocaleString('en')}, {version}
                  </span>
                </dd>
              </div>
            )),
          )}
        </dl>
      )}
      <h3>Feature drift (PSI), the largest</h3>
      {moved.length === 0 ? (
        <Nothing>Not measured yet.</Nothing>
      ) : (
        <dl class="facts">
          {moved.map(({ feature, psi }) => (
            <div class="fact" key={feature}>
              <dt>{feature}</dt>
              <dd>
                {psi.toFixed(3)}
                <meter
                  aria-label={`Drift of ${feature}`}
                  min={0}
                  max={2 * DRIFT.moved}
                  low={DRIFT.look}
                  high={DRIFT.moved}
                  optimum={0}
                  value={psi}
                />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
