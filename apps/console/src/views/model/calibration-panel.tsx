import type { ListedModel } from '@qt/contracts';
import { counted, percent } from '../../format/words.ts';
import { Nothing, Panel } from '../../parts/panel.tsx';
import { Reliability } from './reliability.tsx';

/** What the current model's probabilities were worth on minutes that it was not trained on, profile by profile. */
export function CalibrationPanel({ items }: { readonly items: readonly ListedModel[] }) {
  const current = items.find(({ state }) => state === 'current');
  return (
    <Panel title="Calibration" aside={current?.card.version} class="wide">
      {current === undefined ? (
        <Nothing>No model is promoted yet.</Nothing>
      ) : (
        <>
          <p class="hint">
            Predicted probability across, how often it came true upwards: an honest model is on the dashed line.
          </p>
          <div class="three">
            {current.card.profiles.map((each) => (
              <ProfileCalibration key={each.profile} {...each} />
            ))}
          </div>
        </>
      )}
    </Panel>
  );
}

function ProfileCalibration({
  profile,
  reliability,
  out_of_sample: { calibration_error: error, rows },
}: ListedModel['card']['profiles'][number]) {
  return (
    <div>
      <h3>{profile}</h3>
      {reliability === undefined ? (
        <Nothing>This card is older than its calibration plot: the next model has one.</Nothing>
      ) : (
        <Reliability profile={profile} bins={reliability} />
      )}
      <p class="hint">
        Off by {percent(error)} for the chosen action, over {counted(rows, 'row')} of the hold-out.
      </p>
    </div>
  );
}
