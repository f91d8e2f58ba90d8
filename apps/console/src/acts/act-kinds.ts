import type { Act, Role } from '@qt/contracts';
import { words } from '../format/words.ts';

/** An act before its reason is given. */
export type Draft = Act extends infer A ? (A extends Act ? Omit<A, 'reason'> : never) : never;

/** An act in words. */
export interface ActText {
  /** What the button and the dialog say: `Halt trading`. */
  readonly title: string;
  /** What it will do. */
  readonly effect: string;
  /** What the role of whoever does it has to include. */
  readonly needs: Role;
  /** It takes risk out or changes none. What loosens is asked for twice, which the API insists on. */
  readonly loosens: boolean;
}

const EXITS = 'Orders that close or reduce a position still go out.';

const KILL_SWITCH = {
  true: {
    title: 'Kill switch: stop all new risk',
    effect: `From this moment no order that opens or enlarges a position goes out. ${EXITS}`,
    loosens: false,
  },
  false: {
    title: 'Release the kill switch',
    effect: 'Orders that open positions go out again, as far as state and limits allow.',
    loosens: true,
  },
  null: {
    title: 'Let the kill switch follow QT_KILL_SWITCH again',
    effect: 'An override by hand ends. The kill switch is what the environment of the risk guard says.',
    loosens: true,
  },
} as const;

const STATES = {
  active: {
    title: 'Resume trading',
    effect: 'State active: orders go out as far as kill switch and limits allow.',
    loosens: true,
  },
  reducing: {
    title: 'Reduce only',
    effect: `State reducing: no order opens or enlarges a position. ${EXITS}`,
    loosens: false,
  },
  halted: {
    title: 'Halt trading',
    effect: `State halted: no order opens or enlarges a position. ${EXITS}`,
    loosens: false,
  },
} as const;

/** An act in words, for whoever is about to do it. */
export function describe(act: Draft): ActText {
  switch (act.kind) {
    case 'kill_switch':
      return { ...KILL_SWITCH[`${act.enabled}`], needs: 'operator' };
    case 'state':
      return { ...STATES[act.state], needs: 'operator' };
    case 'flatten': {
      const which = act.symbol === undefined ? 'every position' : `the position in ${act.symbol}`;
      return operators(
        act.symbol === undefined ? 'Flatten everything' : `Flatten ${act.symbol}`,
        `Reduces only, cancels the orders under way and sells ${which} at the market.${act.then === 'halted' ? ' Then halts.' : ''}`,
      );
    }
    case 'limits':
      return operators(
        'Change limits',
        `Sets ${Object.entries(act.limits).map(changed).join(', ')}. New limits are in force at once. Where there are two operators, a looser one waits until a second operator sends the same.`,
        true,
      );
    case 'reset':
      return operators(
        'Reset reservations and fail-safe',
        'Clears what is reserved for orders under way, and the fail-safe. The loss that was, kill switch, state and positions stay.',
        true,
      );
    case 'settle_dispute':
      return operators(
        `Settle the dispute of ${act.client_order_id}`,
        'You have looked into this fill: it denies new risk no more. The larger loss still counts.',
        true,
      );
    case 'close_positions':
      return {
        title: act.symbol === undefined ? 'Close every position' : `Close ${act.symbol}`,
        effect: `Cancels the orders under way and sells ${act.symbol ?? 'all that is held'} at the market. New positions may follow: halt first to prevent that.`,
        needs: 'trader',
        loosens: false,
      };
    case 'cancel_order':
      return {
        title: `Cancel order ${act.client_order_id}`,
        effect: 'Cancels what is open of it. What has filled stays.',
        needs: 'trader',
        loosens: false,
      };
    case 'retrain':
      return operators('Retrain now', 'Starts a training run. Its model is promoted only if it proves better.');
    case 'halt_promotions':
      return act.halted
        ? operators('Halt promotions', 'No new model becomes the current one until promotions are resumed.')
        : operators('Resume promotions', 'A model that proves better becomes the current one again by itself.', true);
    case 'promote':
      return operators(`Promote ${act.version}`, 'From its next scan on, the API decides by this model.', true);
    case 'run_job':
      return operators(`Run ${words(act.job_id)} now`, 'Starts the job once, beside its schedule.');
  }
}

/** `max daily loss to 400`, or to what the environment says. */
function changed([name, value]: [string, unknown]): string {
  return `${words(name)} to ${value === null ? 'the bound of the environment' : value}`;
}

function operators(title: string, effect: string, loosens = false): ActText {
  return { title, effect, needs: 'operator', loosens };
}
