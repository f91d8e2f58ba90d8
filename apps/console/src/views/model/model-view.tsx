import { latest } from '../../live/sections.ts';
import { Ago } from '../../parts/instant.tsx';
import { Missing, Panel } from '../../parts/panel.tsx';
import { CalibrationPanel } from './calibration-panel.tsx';
import { CardsPanel } from './cards-panel.tsx';
import { ConfidencePanel } from './confidence-panel.tsx';
import { RunsPanel } from './runs-panel.tsx';
import { SkillPanel } from './skill-panel.tsx';

/** What the model thinks, how good it has proved, and how the next one is made. */
export function ModelView() {
  const section = latest.model.value?.section;
  if (section === undefined) return <p class="nothing view-nothing">Nothing has come from the API yet.</p>;
  const { profiles, models, runs, skill } = section;
  const absent = [models, runs, skill].find(({ ok }) => !ok);
  return (
    <div class="money-view">
      <ConfidencePanel profiles={profiles} />
      {skill.ok ? <SkillPanel {...skill.answer} /> : null}
      {models.ok ? <CalibrationPanel items={models.answer.items} /> : null}
      {models.ok ? <CardsPanel {...models.answer} /> : null}
      {runs.ok ? <RunsPanel runs={runs.answer} /> : null}
      {absent === undefined || absent.ok ? null : (
        <Panel title="Retrain worker" class="wide">
          <Missing what="The retrain worker" detail={absent.detail}>
            For <Ago at={absent.since} />.
          </Missing>
        </Panel>
      )}
    </div>
  );
}
