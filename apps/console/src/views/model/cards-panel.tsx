import type { ListedModel } from '@qt/contracts';
import { ActButton } from '../../acts/act-button.tsx';
import { Ago } from '../../parts/instant.tsx';
import { Nothing, Panel } from '../../parts/panel.tsx';
import { Status } from '../../parts/status.tsx';
import { Table } from '../../parts/table.tsx';

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
        <Table
          columns={[
            'Version',
            'State',
            'Log loss out of sample, against the baseline',
            'Why',
            { number: 'Trained' },
            { unseen: 'Act' },
          ]}
        >
          {items.slice(0, MOST).map(cardRow)}
        </Table>
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
          <ActButton class="small" label={`Promote ${card.version}`} act={{ kind: 'promote', version: card.version }}>
            Promote
          </ActButton>
        )}
      </td>
    </tr>
  );
}
