import type { DecisionRecord } from '@qt/contracts';
import { percent } from '../../format/words.ts';
import { hashOf } from '../../page/route.ts';
import { Instant } from '../../parts/instant.tsx';

/** What the model said in one scan: action, probabilities, and the features that it saw. */
export function Scan(scan: NonNullable<DecisionRecord['scan']>) {
  const { at, model_version, probabilities, action, confidence, entry_threshold, features } = scan;
  return (
    <>
      <dl class="facts">
        <dt>Decided</dt>
        <dd>
          <strong>{action}</strong>, at <Instant at={at} />
        </dd>
        <dt>Confidence</dt>
        <dd>
          {percent(confidence)}, an entry asks for {percent(entry_threshold)}
        </dd>
        {Object.entries(probabilities).map(([name, share]) => (
          <div class="fact" key={name}>
            <dt>{name}</dt>
            <dd>
              {percent(share)}
              <meter aria-label={`Probability of ${name}`} min={0} max={1} value={share} />
            </dd>
          </div>
        ))}
        <dt>Model</dt>
        <dd class="text">{model_version}</dd>
        <dt>Request</dt>
        <dd class="text">
          <a href={hashOf('why', { id: scan.request_id })}>{scan.request_id}</a>
        </dd>
      </dl>
      <details>
        <summary>{features.length} features</summary>
        <dl class="facts">
          {features.map(({ name, value }) => (
            <div class="fact" key={name}>
              <dt>{name}</dt>
              <dd class="number" title={String(value)}>
                {Number(value.toPrecision(5))}
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}
