import { signal } from '@preact/signals';
import type { ConsoleSession, ErrorReply } from '@qt/contracts';
import { call } from '../api/call.ts';
import { stream } from '../live/stream.ts';

const PATH = '/console/session';

/** Who has signed in; undefined: not asked yet. */
export const session = signal<ConsoleSession | undefined>(undefined);

/** Why a session that was there is no more; undefined: nothing happened to it. */
export const sessionEnded = signal<string | undefined>(undefined);

/** The header that proves to the API that this page asks, not one of another site. */
export function csrf(): Readonly<Record<string, string>> {
  const who = session.peek();
  return who?.signed_in === true ? { 'x-csrf-token': who.csrf_token } : {};
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
  const couldRead = session.peek()?.may_read === true;
  session.value = answer.body;
  sessionEnded.value = undefined;
  if (!couldRead) stream.reopen();
  return undefined;
}

export async function signOut(): Promise<void> {
  const answer = await call<ConsoleSession>('DELETE', PATH, undefined, csrf());
  if (answer.ok) session.value = answer.body;
  stream.reopen();
}
