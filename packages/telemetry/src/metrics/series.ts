import { OTHER } from '@qt/catalogue';
import { type Admitted, admits, type LabelRule } from './admission.ts';
import type { Cell, SeriesLabels } from './cells.ts';

/** Labels as a call site gives them: typed there, but at run time anything. */
export type Given = Readonly<Record<string, unknown>>;
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
  /** Labels of which each is refused. */
  readonly #unreadable: Given;
  readonly #cells = new Map<SeriesLabels, C>();
  #root: Node<C> = new Map();
  #unlabelled: C | undefined;

  constructor(options: SeriesOptions<C>) {
    this.#options = options;
    this.#names = options.rules.map(({ name }) => name);
    this.#unreadable = Object.fromEntries(this.#names.map((name) => [name, null]));
  }

  /** Every series, in the order in which they began. */
  cells(): Iterable<C> {
    return this.#cells.values();
  }

  /**
   * The series that a label set belongs to; begins it when it is new. Never throws: labels that cannot be read, since
   * a getter throws, are refused.
   */
  find(given?: Given): C {
    const labels = given ?? NO_LABELS;
    try {
      return this.#lookUp(labels) ?? this.#begin(labels);
    } catch {
      return this.#begin(this.#unreadable);
    }
  }

  /** The series of exactly these labels; begins it when it is new. Undefined where it may not exist: not counted. */
  own(given: Given): C | undefined {
    try {
      const known = this.#lookUp(given);
      if (known !== undefined) return known;
      const { labels, refused } = this.#admitted(given);
      return refused || this.#cells.size >= this.#options.budget ? undefined : this.#add(labels);
    } catch {
      return undefined;
    }
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
    const { rules, budget, onOverflow } = this.#options;
    const { labels, refused } = this.#admitted(given);
    if (refused) onOverflow();
    const known = this.#lookUp(labels);
    if (known !== undefined) return known;
    if (this.#cells.size < budget) return this.#add(labels);
    if (!refused) onOverflow();
    const folded = labelsOf(rules, (rule) => (isOpen(rule) && rule.name in labels ? OTHER : labels[rule.name]));
    return this.#lookUp(folded) ?? this.#add(folded);
  }

  /** The labels with `other` for each value that is refused. Each is read once: a getter may answer anything next time. */
  #admitted(given: Given): { readonly labels: SeriesLabels; readonly refused: boolean } {
    const { rules, admitted } = this.#options;
    let refused = false;
    const labels = labelsOf(rules, (rule) => {
      const value = given[rule.name];
      if (admits(rule, value, admitted)) return value;
      refused = true;
      return OTHER;
    });
    return { labels, refused };
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
