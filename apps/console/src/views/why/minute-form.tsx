import { useSignal } from '@preact/signals';
import { now } from '../../live/clock.ts';
import { latest } from '../../live/sections.ts';
import { hashOf } from '../../page/route.ts';
import { Choice } from './choice.tsx';
import { localMinute } from './local-minute.ts';

interface MinuteFormProps {
  readonly symbol: string | undefined;
  readonly profile: string | undefined;
  /** RFC 3339; undefined: the minute before this one, whose scans are all there. */
  readonly at: string | undefined;
}

const MINUTE_MS = 60_000;

/** Asks about one minute, in the reader's own time, of one symbol and profile. */
export function MinuteForm({ symbol, profile, at }: MinuteFormProps) {
  const chosen = useSignal({ symbol, profile, minute: localMinute(at ? Date.parse(at) : now.peek() - MINUTE_MS) });
  const symbols = latest.money.value?.section.prices.map((price) => price.symbol) ?? [];
  const profiles = latest.model.value?.section.profiles.map((each) => each.profile) ?? [];
  const asked = {
    symbol: chosen.value.symbol ?? symbols[0] ?? '',
    profile: chosen.value.profile ?? profiles[0] ?? '',
  };
  const set = (part: Partial<typeof chosen.value>) => {
    chosen.value = { ...chosen.value, ...part };
  };
  const submit = (event: Event) => {
    event.preventDefault();
    location.hash = hashOf('why', { ...asked, at: new Date(chosen.value.minute).toISOString() });
  };
  return (
    <form onSubmit={submit}>
      <Choice label="Symbol" value={asked.symbol} of={symbols} onChoice={(value) => set({ symbol: value })} />
      <Choice label="Profile" value={asked.profile} of={profiles} onChoice={(value) => set({ profile: value })} />
      <label>
        Minute
        <input
          type="datetime-local"
          required
          value={chosen.value.minute}
          onInput={({ currentTarget }) => set({ minute: currentTarget.value })}
        />
      </label>
      <button type="submit" class="primary" disabled={asked.symbol === '' || asked.profile === ''}>
        Why?
      </button>
    </form>
  );
}
