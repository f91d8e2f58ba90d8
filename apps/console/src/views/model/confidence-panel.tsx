import type { ModelSection } from '@qt/contracts';
import { percent } from '../../format/words.ts';
import { Ago } from '../../parts/instant.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Status } from '../../parts/status.tsx';
import { Table } from '../../parts/table.tsx';

/** What each profile thinks of each symbol, and what it asks for before it buys. */
export function ConfidencePanel({ profiles }: Pick<ModelSection, 'profiles'>) {
  return (
    <Panel title="Confidence by profile" class="two">
      <Table columns={['Profile', 'Symbol', 'Says', 'Confidence', { number: 'Asks for' }, { number: 'Ago' }]}>
        {profiles.map(profileRows)}
      </Table>
    </Panel>
  );
}

function profileRows({ profile, entry_threshold, signals }: ModelSection['profiles'][number]) {
  if (signals === null) {
    return (
      <tr key={profile}>
        <th scope="row">{profile}</th>
        <td colSpan={5}>no scan yet</td>
      </tr>
    );
  }
  return signals.items.map(({ symbol, action, confidence, at }) => (
    <tr key={`${profile} ${symbol}`}>
      <th scope="row">{profile}</th>
      <td>{symbol}</td>
      <td>
        <Status is={action === 'hold' ? 'off' : 'ok'}>{action}</Status>
      </td>
      <td>
        {percent(confidence)}
        <meter aria-label={`Confidence of ${profile} in ${symbol}`} min={0} max={1} value={confidence} />
      </td>
      <td class="number">{percent(entry_threshold)}</td>
      <td class="number">
        <Ago at={at} />
      </td>
    </tr>
  ));
}
