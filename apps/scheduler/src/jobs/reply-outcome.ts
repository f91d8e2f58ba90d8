import type { apiRoutes, Reply, WalkReport } from '@qt/contracts';
import type { Outcome } from '../scheduling/job.ts';

type WalkReply = Reply<typeof apiRoutes.scan>;
type Failure = WalkReport['failures'][number];

/** How many failures the text of a run repeats in full; the API's log has them all. */
const FAILURES_TOLD = 3;

/** What a walk through the API means for its run: degraded if the API gave no report, or one with failures. */
export function walkOutcome(reply: WalkReply): Outcome {
  if (!reply.ok) return unanswered('qt-api', reply);
  const { symbols_done: symbolsDone, failures } = reply.body;
  if (failures.length === 0) return { status: 'success', symbolsDone };
  return { status: 'degraded', symbolsDone, errorsByProvider: countByProvider(failures), error: told(failures) };
}

/** A call to one of our own services that did not do what was asked. */
export function unanswered(
  service: 'qt-api' | 'qt-retrain-worker',
  { status, error }: Extract<WalkReply, { ok: false }>,
): Outcome {
  const answer = status === null ? '' : `${status} `;
  return {
    status: 'degraded',
    symbolsDone: 0,
    errorsByProvider: { [service]: 1 },
    error: `${service}: ${answer}${error.code}: ${error.message}`,
  };
}

/** What failed with no provider to blame failed in the API. */
function countByProvider(failures: readonly Failure[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { provider } of failures) {
    const who = provider ?? 'qt-api';
    counts[who] = (counts[who] ?? 0) + 1;
  }
  return counts;
}

function told(failures: readonly Failure[]): string {
  const texts = failures.slice(0, FAILURES_TOLD).map(({ symbol, profile, error }) => {
    const where = [symbol, profile].filter((part) => part !== null).join(' ');
    return where === '' ? error : `${where}: ${error}`;
  });
  const more = failures.length - texts.length;
  return [...texts, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
