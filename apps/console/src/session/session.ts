import { effect, signal } from '@preact/signals';
import type { ConsoleSession, ErrorReply, SessionEnd } from '@qt/contracts';
import { call } from '../api/call.ts';
import { sessionEnd } from '../live/sections.ts';
import { stream } from '../live/stream.ts';

const PATH = '/console/session';

const ENDED: Readonly<Record<SessionEnd['ended'], string>> = {
  expired: 'Your session has expired. Sign in again.',
  withdrawn: 'Your token is no longer valid: it was withdrawn. Sign in with a new one.',
  signed_out: 'You have signed out in another tab. Sign in again.',
};

/** Who has signed in; undefined: not asked yet. */
export const session = signal<ConsoleSession | undefined>(undefined);

/** Why a session that was there is no more; undefined: nothing happened to it. */
export const sessionEnded = signal<string | undefined>(undefined);

/** The header that proves to the API that this page asks, not one of another site. */
export function csrf(): Readonly<Record<string, string>> {
  const who = session.peek();
  return who?.signed_in === true ? { 'x-csrf-token': who.csrf_token } : {};
}

/** Believes the stream, which hears of the end of a session within seconds, before any act does. */
export function followSession(): void {
  effect(() => {
    const end = sessionEnd.value;
    if (end === undefined || session.peek()?.signed_in !== true) return;
    sessionEnded.value = ENDED[end.ended];
    session.value = { signed_in: false, may_read: true };
    void readSession();
  });
}

/** Asks who has signed in: at the start, and whenever the API refuses what it did before. */
export async function readSession(): Promise<void> {
  const answer = await call<ConsoleSession>('GET', PATH);
  if (!answer.ok) return;
  if (session.peek()?.signed_in === true && !answer.body.signed_in) {
    sessionEnded.value = 'Your session has expired or its token is no longer valid. Sign in again.';
  }
  session.value = answer.body;
}

/** Returns what the API refused it with; undefined: signed in. */
export async function signIn(token: string): Promise<ErrorReply['error'] | undefined> {
  const answer = await call<ConsoleSession>('POST', PATH, undefined, { 'x-admin-token': token });
  if (!answer.ok) return answer.error;
  session.value = answer.body;
  sessionEnded.value = undefined;
  sessionEnd.value = undefined;
  stream.reopen();
  return undefined;
}

export async function signOut(): Promise<void> {
  const headers = csrf();
  const who = session.peek();
  // At once: the stream may say so before the answer does.
  session.value = undefined;
  const answer = await call<ConsoleSession>('DELETE', PATH, undefined, headers);
  session.value = answer.ok ? answer.body : who;
  stream.reopen();
}
