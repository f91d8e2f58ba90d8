import { shownDuration } from '../format/duration.ts';
import { BUILD } from '../live/build.ts';
import { clockOffset, clockWarning } from '../live/clock.ts';
import { beat, connection } from '../live/sections.ts';
import { session, sessionEnded } from '../session/session.ts';
import { SignInForm } from '../session/sign-in-form.tsx';

/** The age of the API's own snapshot from which on it is worth a word. */
const OLD_SNAPSHOT_MS = 15_000;

/** What a reader has to know before believing the page: stale, of an old build, a wrong clock. */
export function Notices() {
  const heard = beat.value;
  const clock = clockWarning(clockOffset.value);
  const old = heard?.snapshot_at == null ? 0 : Date.parse(heard.at) - Date.parse(heard.snapshot_at);
  return (
    <div class="notices" aria-live="assertive">
      <Silence />
      {sessionEnded.value === undefined ? null : <p class="notice">{sessionEnded.value}</p>}
      {heard !== undefined && heard.build !== '' && heard.build !== BUILD ? (
        <p class="notice">
          The API was deployed anew, this page is of an older build.{' '}
          <button type="button" class="small" onClick={() => location.reload()}>
            Reload
          </button>
        </p>
      ) : null}
      {old > OLD_SNAPSHOT_MS ? (
        <p class="notice">The API has gathered nothing new for {shownDuration(old)}: what is here is as old.</p>
      ) : null}
      {clock === undefined ? null : <p class="notice">{clock}</p>}
    </div>
  );
}

function Silence() {
  const seen = connection.value;
  if (seen.state === 'stale') {
    return (
      <p class="notice stale">
        <strong>Stale.</strong> The API has said nothing for {shownDuration(seen.silentMs)}. What is here was true then,
        not now.
      </p>
    );
  }
  if (seen.state === 'away' && session.value?.may_read !== false) {
    return (
      <p class="notice stale">
        <strong>The API does not answer</strong> since {shownDuration(seen.silentMs)}. This page tries again by itself.
      </p>
    );
  }
  return null;
}

/** In place of the views where one may not read without signing in. */
export function SignInFirst() {
  return (
    <section class="panel narrow" aria-label="Sign in">
      <h2>Sign in to read</h2>
      <p>Others can reach this API, so it answers people it knows.</p>
      <SignInForm />
    </section>
  );
}
