import type { Role } from '@qt/contracts';
import type { ComponentChildren } from 'preact';
import { session } from '../session/session.ts';
import { type Draft, describe } from './act-kinds.ts';
import { ask } from './current-act.ts';
import { reaches } from './roles.ts';

interface ActButtonProps {
  readonly act: Draft;
  readonly class?: string;
  /** What it does, where the words on it do not say what it does it to. */
  readonly label?: string;
  readonly children: ComponentChildren;
}

/** Opens the dialog of an act; absent for somebody whose role does not suffice for it. */
export function ActButton({ act, class: name, label, children }: ActButtonProps) {
  if (!mayDo(describe(act).needs)) return null;
  return (
    <button type="button" class={name} aria-label={label} onClick={() => ask(act)}>
      {children}
    </button>
  );
}

/** Whoever has not signed in yet may turn out to have any role. */
export function mayDo(needed: Role): boolean {
  const who = session.value;
  return who?.signed_in !== true || reaches(who.role, needed);
}
