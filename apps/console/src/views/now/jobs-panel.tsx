import type { NowSection } from '@qt/contracts';
import { ActButton } from '../../acts/act-button.tsx';
import { shownDuration } from '../../format/duration.ts';
import { counted, words } from '../../format/words.ts';
import { Ago, Until } from '../../parts/instant.tsx';
import { Missing, Panel } from '../../parts/panel.tsx';
import { Status } from '../../parts/status.tsx';
import { Table } from '../../parts/table.tsx';

type Job = Extract<NowSection['scheduler'], { ok: true }>['answer']['jobs'][number];

/** Every job with its last run and the time until the next one. */
export function JobsPanel({ scheduler }: Pick<NowSection, 'scheduler'>) {
  return (
    <Panel title="Jobs">
      {scheduler.ok ? (
        <Table columns={['Job', 'Last run', { number: 'Ago' }, { number: 'Next' }, { unseen: 'Act' }]}>
          {scheduler.answer.jobs.map(jobRow)}
        </Table>
      ) : (
        <Missing what="The scheduler" detail={scheduler.detail}>
          For <Ago at={scheduler.since} />.
        </Missing>
      )}
    </Panel>
  );
}

function jobRow({ job_id, interval_seconds, last_run, degraded_in_a_row, running, next_run_at }: Job) {
  return (
    <tr key={job_id}>
      <th scope="row" title={`every ${shownDuration(interval_seconds * 1000)}`}>
        {words(job_id)}
      </th>
      <td title={last_run?.error ?? undefined}>
        {last_run === null ? (
          <Status is="off">not yet</Status>
        ) : (
          <Status is={last_run.status === 'success' ? 'ok' : 'warn'}>{last_run.status}</Status>
        )}
        {degraded_in_a_row > 1 ? <span class="note"> {counted(degraded_in_a_row, 'time')} in a row</span> : null}
        {last_run?.error ? <div class="note brief">{last_run.error}</div> : null}
      </td>
      <td class="number">{last_run === null ? '–' : <Ago at={last_run.finished_at} />}</td>
      <td class="number">{running ? 'runs' : <Until at={next_run_at} />}</td>
      <td class="act">
        <ActButton class="small" label={`Run ${words(job_id)} now`} act={{ kind: 'run_job', job_id }}>
          Run
        </ActButton>
      </td>
    </tr>
  );
}
