import { useSignal } from '@preact/signals';
import type { Act } from '@qt/contracts';
import { Dialog } from '../parts/dialog.tsx';
import { useFocus } from '../parts/use-focus.ts';
import { session } from '../session/session.ts';
import { SignInForm } from '../session/sign-in-form.tsx';
import { type ActText, type Draft, describe } from './act-kinds.ts';
import { ActResult } from './act-result.tsx';
import { openAct, type Step, send, step } from './current-act.ts';
import { reaches } from './roles.ts';

/** What the kill switch is engaged for unless one says more: stopping must not wait for words. */
const KILL_REASON = 'stopped at the console, looking into it';

/** The one dialog of acts: what it will do, why, then what the guard answered and the row of the audit. */
export function ActDialog() {
  const draft = openAct.value;
  if (draft === undefined) return null;
  const close = () => {
    openAct.value = undefined;
  };
  const text = describe(draft);
  return (
    <Dialog key={JSON.stringify(draft)} title={text.title} onClose={close}>
      <p class="effect">{text.effect}</p>
      <Steps draft={draft} text={text} onClose={close} />
    </Dialog>
  );
}

interface StepsProps {
  readonly draft: Draft;
  readonly text: ActText;
  readonly onClose: () => void;
}

function Steps({ draft, text, onClose }: StepsProps) {
  const who = session.value;
  const at = step.value;
  if (at.at === 'done') return <ActResult {...at} onClose={onClose} />;
  if (who?.signed_in !== true) return <SignInForm />;
  if (!reaches(who.role, text.needs)) {
    return (
      <p class="missing">
        This needs the role {text.needs}; you are {who.name}, {who.role}. Ask someone who has it.
      </p>
    );
  }
  if (at.at === 'confirm') {
    return <Confirmation {...at} title={text.title} />;
  }
  return <ReasonForm draft={draft} text={text} />;
}

function Confirmation({ act, told, title }: Extract<Step, { at: 'confirm' }> & Pick<ActText, 'title'>) {
  const yes = useFocus<HTMLButtonElement>();
  return (
    <div class="confirm" role="alert">
      <p>
        <strong>This loosens.</strong> {told.effect}
      </p>
      <button type="button" class="danger" ref={yes} onClick={() => send(act, told.confirm)}>
        Yes: {title}
      </button>
    </div>
  );
}

function ReasonForm({ draft, text }: Omit<StepsProps, 'onClose'>) {
  const stops = draft.kind === 'kill_switch' && draft.enabled === true;
  const reason = useSignal(stops ? KILL_REASON : '');
  const field = useFocus<HTMLInputElement>(!stops);
  const button = useFocus<HTMLButtonElement>(stops);
  const at = step.value;
  const submit = (event: Event) => {
    event.preventDefault();
    void send({ ...draft, reason: reason.value.trim() } as Act);
  };
  return (
    <form onSubmit={submit}>
      <label>
        Reason, for the audit
        <input
          name="reason"
          required
          maxLength={500}
          autocomplete="off"
          ref={field}
          value={reason.value}
          onInput={({ currentTarget }) => {
            reason.value = currentTarget.value;
          }}
        />
      </label>
      {at.at === 'refused' ? (
        <p class="missing" role="alert">
          <strong>Not done{at.status === null ? '' : ` (${at.status} ${at.error.code})`}.</strong> {at.error.message}
        </p>
      ) : null}
      <button type="submit" class={text.loosens ? 'primary' : 'danger'} ref={button} disabled={at.at === 'sent'}>
        {at.at === 'sent' ? 'Asking…' : text.loosens ? `${text.title}…` : text.title}
      </button>
    </form>
  );
}
