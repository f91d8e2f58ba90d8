import { signal } from '@preact/signals';
import { Dialog } from '../parts/dialog.tsx';
import { session, sessionEnded, signOut } from './session.ts';
import { SignInForm } from './sign-in-form.tsx';

const open = signal(false);

/** Who has signed in, and as what; or the way to. */
export function Who() {
  const who = session.value;
  if (who?.signed_in === true) {
    return (
      <span class="who">
        <span>
          {who.name}, {who.role}
        </span>
        <button type="button" class="small" onClick={signOut}>
          Sign out
        </button>
      </span>
    );
  }
  const close = () => {
    open.value = false;
  };
  return (
    <span class="who">
      {sessionEnded.value === undefined ? null : <span class="expired">Signed out</span>}
      <button
        type="button"
        onClick={() => {
          open.value = true;
        }}
      >
        Sign in
      </button>
      {open.value ? (
        <Dialog title="Sign in" onClose={close}>
          <SignInForm onDone={close} />
        </Dialog>
      ) : null}
    </span>
  );
}
