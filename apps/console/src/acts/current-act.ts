import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { signal } from '@preact/signals';
import type { Act, ActDone, ActToConfirm, ErrorReply } from '@qt/contracts';
import { call } from '../api/call.ts';
import { tracer } from '../api/tracer.ts';
import { csrf, readSession } from '../session/session.ts';
import type { Draft } from './act-kinds.ts';

/** Where the act that is open is. */
export type Step =
  | { readonly at: 'asked' }
  | { readonly at: 'sent' }
  | { readonly at: 'confirm'; readonly act: Act; readonly told: ActToConfirm }
  | { readonly at: 'done'; readonly done: ActDone; readonly tookMs: number }
  | { readonly at: 'refused'; readonly status: number | null; readonly error: ErrorReply['error'] };

/** The act whose dialog is open; undefined: none. */
export const openAct = signal<Draft | undefined>(undefined);
export const step = signal<Step>({ at: 'asked' });

/** Opens the dialog of an act. */
export function ask(draft: Draft): void {
  step.value = { at: 'asked' };
  openAct.value = draft;
}

/** Does an act with its reason, the second time with what the API gave to confirm it by. */
export async function send(act: Act, confirm?: string): Promise<void> {
  const began = performance.now();
  step.value = { at: 'sent' };
  const body = confirm === undefined ? { act } : { act, confirm };
  const span = tracer.startSpan('console.act', { attributes: { 'qt.act': act.kind } });
  const within = trace.setSpan(ROOT_CONTEXT, span);
  const answer = await call<ActDone | ActToConfirm>('POST', '/console/acts', body, csrf(), within);
  span.setAttribute('qt.outcome', !answer.ok ? 'refused' : 'confirm' in answer.body ? 'to_confirm' : 'done').end();
  if (!answer.ok) {
    step.value = { at: 'refused', status: answer.status, error: answer.error };
    if (answer.status === 401 || answer.error.code === 'csrf_refused') await readSession();
    return;
  }
  step.value =
    'confirm' in answer.body
      ? { at: 'confirm', act, told: answer.body }
      : { at: 'done', done: answer.body, tookMs: performance.now() - began };
}
