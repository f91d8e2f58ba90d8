import type { apiRoutes, Reply, WalkReport } from '@qt/contracts';
import type { RunOutcome } from '../scheduling/job.ts';

type ReportReply = Reply<typeof apiRoutes.scan>;
type Failure = WalkReport['failures'][number];

/** How many failures a run's error lists; the API's log has them all. */
const FAILURES_LISTED = 3;

/** The outcome of a run, from the API's report: degraded if there is none or it has failures. */
export function reportOutcome(reply: ReportReply): RunOutcome {
  if (!reply.ok) return unanswered('qt-api', reply);
  const { symbols_done: symbolsDone, failures } = reply.body;
  if (failures.length === 0) return { status: 'success', symbolsDone };
  return { status: 'degraded', symbolsDone, errorsByProvider: countByProvider(failures), error: describe(failures) };
}

/** The outcome when one of our services refused the call or did not answer. */
export function unanswered(
  service: 'qt-api' | 'qt-retrain-worker',
  { status, error }: Extract<ReportReply, { ok: false }>,
): RunOutcome {
  const answer = status === null ? '' : `${status} `;
  return {
    status: 'degraded',
    symbolsDone: 0,
    errorsByProvider: { [service]: 1 },
    error: `${service}: ${answer}${error.code}: ${error.message}`,
  };
}

/** A failure without a provider counts against the API. */
function countByProvider(failures: readonly Failure[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { provider } of failures) {
    const who = provider ?? 'qt-api';
    counts[who] = (counts[who] ?? 0) + 1;
  }
  return counts;
}

function describe(failures: readonly Failure[]): string {
  const texts = failures.slice(0, FAILURES_LISTED).map(({ symbol, profile, error }) => {
    const where = [symbol, profile].filter((part) => part !== null).join(' ');
    return where === '' ? error : `${where}: ${error}`;
  });
  const more = failures.length - texts.length;
  return [...texts, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
