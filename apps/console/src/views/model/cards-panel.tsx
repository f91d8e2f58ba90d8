import type { ListedModel } from '@qt/contracts';
import { ask } from '../../acts/current-act.ts';
import { Ago } from '../../parts/instant.tsx';
import { Nothing, Panel } from '../../parts/panel.tsx';
import { Status } from '../../parts/status.tsx';

interface CardsPanelProps {
  readonly promotions_halted: boolean;
  readonly items: readonly ListedModel[];
}

const MOST = 20;

/** The models, newest first: what each scored on minutes it had not seen, beside the baseline, and why it is what it is. */
export function CardsPanel({ promotions_halted, items }: CardsPanelProps) {
  return (
    <Panel
      title="Models"
      aside={promotions_halted ? 'promotions are halted' : 'the better one is promoted'}
      class="wide"
    >
      {items.length === 0 ? (
        <Nothing>No model has been trained yet.</Nothing>
      ) : (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Version</th>
                <th scope="col">State</th>
                <th scope="col">Log loss out of sample, against the baseline</th>
                <th scope="col">Why</th>
                <th scope="col" class="number">
                  Trained
                </th>
                <th scope="col">
                  <span class="unseen">Act</span>
                </th>
              </tr>
            </thead>
            <tbody>{items.slice(0, MOST).map(cardRow)}</tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function cardRow({ card, state, why }: ListedModel) {
  return (
    <tr key={card.version}>
      <th scope="row">{card.version}</th>
      <td>
        <Status is={state === 'current' ? 'ok' : 'off'}>{state}</Status>
      </td>
      <td>
        {card.profiles.map(({ profile, out_of_sample, baseline, beats_baseline }) => (
          <div key={profile}>
            {profile}: {out_of_sample.log_loss.toFixed(4)} {beats_baseline ? 'beats' : 'does not beat'}{' '}
            {baseline.log_loss.toFixed(4)}
          </div>
        ))}
      </td>
      <td class="text">{why}</td>
      <td class="number">
        <Ago at={card.trained_at} /> ago
      </td>
      <td class="act">
        {state === 'current' ? null : (
          <button
            type="button"
            class="small"
            aria-label={`Promote ${card.version}`}
            onClick={() => ask({ kind: 'promote', version: card.version })}
          >
            Promote
          </button>
        )}
      </td>
    </tr>
  );
}
