import { ActDialog } from '../acts/act-dialog.tsx';
import { connection } from '../live/sections.ts';
import { session } from '../session/session.ts';
import { ActingView } from '../views/acting/acting-view.tsx';
import { ModelView } from '../views/model/model-view.tsx';
import { MoneyView } from '../views/money/money-view.tsx';
import { NowView } from '../views/now/now-view.tsx';
import { SystemView } from '../views/system/system-view.tsx';
import { WhyView } from '../views/why/why-view.tsx';
import { Header } from './header.tsx';
import { Notices, SignInFirst } from './notices.tsx';
import { route, type ViewName } from './route.ts';

const VIEW = {
  now: NowView,
  acting: ActingView,
  money: MoneyView,
  model: ModelView,
  why: WhyView,
  system: SystemView,
} satisfies Record<ViewName, () => unknown>;

/** The page: header, what to know first, the view, and the dialog of an act. */
export function Page() {
  const { view } = route.value;
  const View = VIEW[view];
  const { state } = connection.value;
  const mayRead = session.value?.may_read !== false;
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('view')?.focus()}>
        Skip to the view
      </button>
      <Header />
      <Notices />
      <main id="view" tabIndex={-1} class={state === 'stale' || state === 'away' ? 'stale' : ''}>
        <h1 class="unseen">{view}</h1>
        {mayRead ? <View /> : <SignInFirst />}
      </main>
      <ActDialog />
    </>
  );
}
