import type { ActDone } from '@qt/contracts';
import { shownLatency } from '../format/duration.ts';
import { hashOf } from '../page/route.ts';
import { Instant } from '../parts/instant.tsx';
import { Status } from '../parts/status.tsx';
import { useFocus } from '../parts/use-focus.ts';

interface ActResultProps {
  readonly done: ActDone;
  readonly tookMs: number;
  readonly onClose: () => void;
}

/** What 202 means. */
const UNDER_WAY = { limits: 'waits for a second operator', others: 'has begun, and goes on' } as const;

/** What came of an act: what its owner answered, how long it took, and how it is written down. */
export function ActResult({ done, tookMs, onClose }: ActResultProps) {
  const { kind, service, status, answer, audit, request_id, duration_ms } = done;
  const close = useFocus<HTMLButtonElement>();
  return (
    <div class="result" role="status">
      <p>
        <Status is={status === 202 ? 'warn' : 'ok'}>
          {service} {status === 202 ? UNDER_WAY[kind === 'limits' ? 'limits' : 'others'] : 'has done it'}
        </Status>{' '}
        in {shownLatency(duration_ms)}, {shownLatency(tookMs)} from the click.
      </p>
      <h3>Audit</h3>
      {audit === null ? (
        <p class="missing">{service} has not shown its row yet.</p>
      ) : (
        <dl class="facts audit">
          {audit.sequence === null ? null : (
            <>
              <dt>Row</dt>
              <dd>{audit.sequence}</dd>
            </>
          )}
          <dt>At</dt>
          <dd>
            <Instant at={audit.at} />
          </dd>
          <dt>Who</dt>
          <dd>{audit.actor}</dd>
          <dt>Act</dt>
          <dd>
            {audit.action}, {audit.outcome}
          </dd>
          <dt>Detail</dt>
          <dd>{audit.detail}</dd>
          <dt>Request</dt>
          <dd>
            <a href={hashOf('why', { id: request_id })} onClick={onClose}>
              {request_id}
            </a>
          </dd>
        </dl>
      )}
      <details>
        <summary>What {service} answered</summary>
        <pre>{JSON.stringify(answer, null, 2)}</pre>
      </details>
      <button type="button" class="primary" ref={close} onClick={onClose}>
        Done
      </button>
    </div>
  );
}
