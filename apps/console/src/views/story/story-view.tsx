import { useSignal } from '@preact/signals';
import { hashOf, route } from '../../page/route.ts';
import { Panel } from '../../parts/panel.tsx';
import { RequestEvents } from './request-events.tsx';

/** The story of one request: what every service did of it, by the id that a log line, an error or an order names. */
export function StoryView() {
  const { id = '' } = route.value.query;
  return (
    <div class="panels">
      <IdForm key={id} id={id} />
      {id === '' ? null : <RequestEvents id={id} />}
    </div>
  );
}

function IdForm({ id }: { readonly id: string }) {
  const typed = useSignal(id);
  const submit = (event: Event) => {
    event.preventDefault();
    location.hash = hashOf('story', { id: typed.value.trim() });
  };
  return (
    <Panel title="Which request">
      <form class="ask" onSubmit={submit}>
        <label>
          Its id, as a log line, an error or an order has it
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
        <button type="submit" class="primary">
          Find
        </button>
      </form>
    </Panel>
  );
}
