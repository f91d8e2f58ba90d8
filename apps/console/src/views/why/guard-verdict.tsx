import type { DecisionRecord } from '@qt/contracts';
import { words } from '../../format/words.ts';
import { Nothing } from '../../parts/panel.tsx';
import { Status } from '../../parts/status.tsx';

const VERDICT = { passed: 'ok', denied: 'bad', waived: 'warn' } as const;

/** What the risk guard said of the order, and the rules that spoke against it, with limit and observed. */
export function GuardVerdict({ decision, detail, rules }: NonNullable<DecisionRecord['guard']>) {
  return (
    <>
      <p>
        <Status is={decision === 'allowed' ? 'ok' : 'bad'}>{decision}</Status>: {detail}
      </p>
      {rules.length === 0 ? <Nothing>No rule denied or was waived.</Nothing> : <Rules rules={rules} />}
    </>
  );
}

function Rules({ rules }: Pick<NonNullable<DecisionRecord['guard']>, 'rules'>) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col" class="number">
            Limit
          </th>
          <th scope="col" class="number">
            Observed
          </th>
        </tr>
      </thead>
      <tbody>
        {rules.map(({ reason, verdict, limit, observed, message }) => (
          <tr key={reason} title={message}>
            <td>
              <Status is={VERDICT[verdict]}>
                {words(reason)}: {verdict}
              </Status>
            </td>
            <td class="number">{limit ?? '–'}</td>
            <td class="number">{observed ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
