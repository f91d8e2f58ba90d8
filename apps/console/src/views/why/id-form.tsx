import { useSignal } from '@preact/signals';
import { hashOf } from '../../page/route.ts';

/** Asks by an id, as a log line, an error or an order has it. */
export function IdForm({ id }: { readonly id: string }) {
  const typed = useSignal(id);
  const submit = (event: Event) => {
    event.preventDefault();
    location.hash = hashOf('why', { id: typed.value.trim() });
  };
  return (
    <form onSubmit={submit}>
      <label>
        Or the id of a request, a trace, an order
        <input
          required
          size={40}
          autocomplete="off"
          value={typed.value}
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
          }}
        />
      </label>
      <button type="submit">Find</button>
    </form>
  );
}
