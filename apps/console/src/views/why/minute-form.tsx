import { useSignal } from '@preact/signals';
import { now } from '../../live/clock.ts';
import { hashOf } from '../../page/route.ts';
import { Choice } from './choice.tsx';
import { localMinute } from './local-minute.ts';

interface MinuteFormProps {
  readonly symbol: string;
  readonly profile: string;
  /** RFC 3339; undefined: the minute before this one, whose scans are all there. */
  readonly at: string | undefined;
  readonly symbols: readonly string[];
  readonly profiles: readonly string[];
}

const MINUTE_MS = 60_000;

/** Asks about one minute, in the reader's own time, of one symbol and profile. */
export function MinuteForm({ symbol, profile, at, symbols, profiles }: MinuteFormProps) {
  const chosen = useSignal({ symbol, profile, minute: localMinute(at ? Date.parse(at) : now.peek() - MINUTE_MS) });
  const set = (part: Partial<typeof chosen.value>) => {
    chosen.value = { ...chosen.value, ...part };
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const { minute, ...asked } = chosen.value;
    location.hash = hashOf('why', { ...asked, at: new Date(minute).toISOString() });
  };
  return (
    <form onSubmit={submit}>
      <Choice label="Symbol" value={chosen.value.symbol} of={symbols} onChoice={(value) => set({ symbol: value })} />
      <Choice
        label="Profile"
        value={chosen.value.profile}
        of={profiles}
        onChoice={(value) => set({ profile: value })}
      />
      <label>
        Minute
        <input
          type="datetime-local"
          required
          value={chosen.value.minute}
          onInput={({ currentTarget }) => set({ minute: currentTarget.value })}
        />
      </label>
      <button type="submit" class="primary">
        Why?
      </button>
    </form>
  );
}
