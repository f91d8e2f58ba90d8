import { OTHER } from '@qt/catalogue';
import { type Admitted, admits, type LabelRule } from './admission.ts';
import type { Cell, SeriesLabels } from './cells.ts';

type Given = Readonly<Record<string, unknown>>;
type Node<C> = Map<unknown, Node<C> | C>;

interface SeriesOptions<C> {
  readonly rules: readonly LabelRule[];
  /** The most series; what exceeds it goes to the series whose open labels are `other`. */
  readonly budget: number;
  readonly admitted: Admitted;
  readonly create: (labels: SeriesLabels) => C;
  /** Called for each label set that was not taken as it came. */
  readonly onOverflow: () => void;
}

const NO_LABELS: Given = {};

/**
 * The series of one metric. A known label set is found by one map per label, with no allocation; only a new or
 * refused one takes the slow way.
 */
export class Series<C extends Cell> {
  readonly #options: SeriesOptions<C>;
  readonly #names: readonly string[];
  readonly #cells = new Map<SeriesLabels, C>();
  #root: Node<C> = new Map();
  #unlabelled: C | undefined;

  constructor(options: SeriesOptions<C>) {
    this.#options = options;
    this.#names = options.rules.map(({ name }) => name);
  }

  /** Every series, in the order in which they began. */
  cells(): Iterable<C> {
    return this.#cells.values();
  }

  /** The series that a label set belongs to; begins it when it is new. Never throws. */
  find(given?: Given): C {
    const labels = given ?? NO_LABELS;
    return this.#lookUp(labels) ?? this.#begin(labels);
  }

  /** The series of exactly these labels; begins it when it is new. Undefined where it may not exist: not counted. */
  own(labels: Given): C | undefined {
    const known = this.#lookUp(labels);
    if (known !== undefined) return known;
    const { rules, admitted, budget } = this.#options;
    const fits = this.#cells.size < budget && rules.every((rule) => admits(rule, labels[rule.name], admitted));
    return fits ? this.#add(labelsOf(rules, ({ name }) => labels[name])) : undefined;
  }

  /** Ends every series whose labels include these. */
  end(partial: Given): void {
    const wanted = Object.entries(partial).filter(([, value]) => value !== undefined);
    for (const [labels, cell] of this.#cells) {
      if (!wanted.every(([name, value]) => labels[name] === value)) continue;
      cell.ended = true;
      this.#cells.delete(labels);
    }
    this.#root = new Map();
    this.#unlabelled = undefined;
    for (const [labels, cell] of this.#cells) this.#insert(labels, cell);
  }

  #lookUp(given: Given): C | undefined {
    const names = this.#names;
    if (names.length === 0) return this.#unlabelled;
    let node: Node<C> | C | undefined = this.#root;
    for (let at = 0; at < names.length; at++) {
      node = (node as Node<C>).get(given[names[at] as string]);
      if (node === undefined) return undefined;
    }
    return node as C;
  }

  #begin(given: Given): C {
    const { rules, admitted, budget, onOverflow } = this.#options;
    const refused = rules.filter((rule) => !admits(rule, given[rule.name], admitted));
    if (refused.length > 0) onOverflow();
    const labels = labelsOf(rules, (rule) => (refused.includes(rule) ? OTHER : given[rule.name]));
    const known = this.#lookUp(labels);
    if (known !== undefined) return known;
    if (this.#cells.size < budget) return this.#add(labels);
    if (refused.length === 0) onOverflow();
    const folded = labelsOf(rules, (rule) => (isOpen(rule) && rule.name in labels ? OTHER : labels[rule.name]));
    return this.#lookUp(folded) ?? this.#add(folded);
  }

  #add(labels: SeriesLabels): C {
    const cell = this.#options.create(labels);
    this.#cells.set(labels, cell);
    this.#insert(labels, cell);
    return cell;
  }

  #insert(labels: SeriesLabels, cell: C): void {
    const { rules } = this.#options;
    const last = rules.at(-1);
    if (last === undefined) {
      this.#unlabelled = cell;
      return;
    }
    let node = this.#root;
    for (const rule of rules.slice(0, -1)) {
      const next = (node.get(labels[rule.name]) as Node<C> | undefined) ?? (new Map() as Node<C>);
      node.set(labels[rule.name], next);
      node = next;
    }
    node.set(labels[last.name], cell);
  }
}

/** Closed sets stay as they are when a budget is spent; profiles are so few that they count as closed. */
function isOpen(rule: LabelRule): boolean {
  return rule.set === 'budget' || rule.set === 'symbol' || rule.set === 'route';
}

function labelsOf(rules: readonly LabelRule[], of: (rule: LabelRule) => unknown): SeriesLabels {
  const labels: Record<string, string> = {};
  for (const rule of rules) {
    const value = of(rule);
    if (typeof value === 'string') labels[rule.name] = value;
  }
  return labels;
}
