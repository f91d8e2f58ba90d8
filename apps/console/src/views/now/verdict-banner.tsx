import { connection, latest } from '../../live/sections.ts';
import { verdictOf } from '../../page/verdict.ts';
import { Ago, Instant } from '../../parts/instant.tsx';

/** May orders go out: colour and words, reason, since; and whatever else would block them. */
export function VerdictBanner() {
  const section = latest.now.value?.section;
  const { is, headline, reason, detail, since } = verdictOf(section, connection.value);
  const others = section?.risk.ok ? section.risk.answer.trading.reasons.slice(1) : [];
  return (
    <section class={`verdict ${is}`} aria-label="May orders go out">
      <p class="headline" role="status">
        {headline}
      </p>
      <div class="why">
        <p>
          {reason === undefined || detail.startsWith(reason) ? null : <strong>{reason}: </strong>}
          {detail}
        </p>
        {others.length === 0 ? null : (
          <p>
            Also:{' '}
            {others.map(({ reason: other, detail: why }) => (
              <span key={other}>{why}. </span>
            ))}
          </p>
        )}
        {since === undefined ? null : (
          <p>
            Since <Instant at={since} />, for <Ago at={since} />
          </p>
        )}
      </div>
    </section>
  );
}
