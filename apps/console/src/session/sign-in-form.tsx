import { useSignal } from '@preact/signals';
import { useFocus } from '../parts/use-focus.ts';
import { sessionEnded, signIn } from './session.ts';

/** Asks for a person's own token, which goes to the API once and stays in a cookie that no script reads. */
export function SignInForm({ onDone }: { readonly onDone?: () => void }) {
  const token = useSignal('');
  const refused = useSignal<string | undefined>(undefined);
  const busy = useSignal(false);
  const field = useFocus<HTMLInputElement>();

  async function submit(event: Event) {
    event.preventDefault();
    busy.value = true;
    const error = await signIn(token.value.trim());
    busy.value = false;
    refused.value = error?.message;
    if (error === undefined) onDone?.();
  }

  return (
    <form class="sign-in" onSubmit={submit}>
      {sessionEnded.value === undefined ? null : <p class="missing">{sessionEnded.value}</p>}
      <label>
        Your operator token
        <input
          type="password"
          name="token"
          autocomplete="current-password"
          required
          ref={field}
          value={token.value}
          onInput={({ currentTarget }) => {
            token.value = currentTarget.value;
          }}
        />
      </label>
      <p class="hint">
        With <code>start</code> it is in <code>.qt/admin-token</code>. It is kept in a cookie that no script can read.
      </p>
      {refused.value === undefined ? null : (
        <p class="missing" role="alert">
          {refused.value}
        </p>
      )}
      <button type="submit" class="primary" disabled={busy.value}>
        Sign in
      </button>
    </form>
  );
}
