import type { ActiveAlert } from '@qt/test-kit';
import type { Drill } from '../drills/drill.ts';
import type { Tools } from '../scene/tools.ts';
import { type Message, messageOf } from './message.ts';

/** The stages of an alert, each in Unix ms once it was seen. */
export interface Stages {
  pending?: number;
  firing?: number;
  notified?: number;
  inactive?: number;
  resolved?: number;
}

const POLL_MS = 250;

/** Watches one alert from its fault to the message that it is over. */
export class Timeline {
  readonly stages: Stages = {};
  message: Message | undefined;
  firingAs: ActiveAlert | undefined;
  private readonly drill: Pick<Drill, 'alert' | 'cause'>;
  private readonly tools: Pick<Tools, 'prometheus' | 'inbox'>;
  private readonly since = Date.now();

  constructor(drill: Pick<Drill, 'alert' | 'cause'>, tools: Pick<Tools, 'prometheus' | 'inbox'>) {
    this.drill = drill;
    this.tools = tools;
  }

  /** Until it is inactive, as it must be before the fault. */
  async untilInactive(patienceMs: number): Promise<void> {
    await this.watch(patienceMs, 'to be inactive before the fault', (active) => active.length === 0);
  }

  /** Until its receiver has been notified. */
  async untilNotified(patienceMs: number): Promise<void> {
    await this.watch(patienceMs, 'to be pending, to fire and to be notified', (active) => {
      const now = Date.now();
      const firing = active.find(({ state }) => state === 'firing');
      if (active.length > 0) this.stages.pending ??= now;
      if (firing !== undefined) {
        this.stages.firing ??= now;
        this.firingAs ??= firing;
      }
      this.message ??= this.messages().find(({ resolved }) => !resolved);
      if (this.message !== undefined && this.stages.firing !== undefined) this.stages.notified = this.message.at;
      return this.stages.notified !== undefined;
    });
  }

  /** After the end of the fault: until its receiver knows that it is over. */
  async untilResolved(patienceMs: number): Promise<void> {
    await this.watch(patienceMs, 'to end and to be notified as resolved', (active) => {
      if (active.every(({ state }) => state !== 'firing')) this.stages.inactive ??= Date.now();
      const after = this.stages.notified ?? this.since;
      const over = this.messages().find(({ resolved, at }) => resolved && at > after);
      if (over !== undefined && this.stages.inactive !== undefined) this.stages.resolved = over.at;
      return this.stages.resolved !== undefined;
    });
  }

  private messages(): Message[] {
    const all = this.tools.inbox.deliveries.filter(({ at }) => at >= this.since).flatMap((one) => messageOf(one) ?? []);
    return all.filter(({ alert }) => alert === this.drill.alert);
  }

  private async watch(
    patienceMs: number,
    what: string,
    seen: (active: readonly ActiveAlert[]) => boolean,
  ): Promise<void> {
    const { alert, cause } = this.drill;
    const end = Date.now() + patienceMs;
    let states = '';
    while (Date.now() < end) {
      const active = (await this.tools.prometheus.alerts()).filter(
        ({ labels }) => labels['alertname'] === alert && (cause === undefined || labels['cause'] === cause),
      );
      if (seen(active)) return;
      states = active.map(({ state, labels }) => `${state} ${JSON.stringify(labels)}`).join(', ') || 'inactive';
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    const heard = this.messages().map(({ title }) => title);
    throw new Error(
      `expected ${alert} ${what} within ${patienceMs / 1000} s, actual ${states}; seen ${JSON.stringify(this.stages)}; messages: ${heard.join(' | ') || 'none'}`,
    );
  }
}
