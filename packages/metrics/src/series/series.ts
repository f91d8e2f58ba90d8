import { OTHER } from '@qt/catalogue';
import { admits, knownValues, type LabelRule, rulesOf } from './admission.ts';
import type { Cell, SeriesLabels } from './cells.ts';
import type { MetricOptions } from './metric.ts';

/** Labels as a call site gives them: typed there, but at run time anything. */
export type Given = Readonly<Record<string, unknown>>;
type Node<C> = Map<unknown, Node<C> | C>;

type CreateCell<C> = (labels: SeriesLabels) => C;

const NO_LABELS: Given = {};

/** The series of a metric, of which there are none yet. */
export const noSeries = <C extends Cell>(options: MetricOptions, create: CreateCell<C>) => new Series(options, create);

/** The series of a metric; if all label values are known now, each combination exists from the start. */
export function knownSeries<C extends Cell>(options: MetricOptions, create: CreateCell<C>): Series<C> {
  const series = new Series(options, create);
  let known: Record<string, string | undefined>[] = [{}];
  for (const rule of rulesOf(options.spec, options.staging)) {
    const values = knownValues(rule, options.admitted);
    if (values === undefined) return series;
    // The later label varies slowest, so that series without debug labels come first when a budget is short.
    known = values.flatMap((value) => known.map((labels) => ({ ...labels, [rule.name]: value })));
  }
  for (const labels of known) series.find(labels);
  return series;
}

/** The series of one metric. A known label set is found by one map per label, with no allocation. */
class Series<C extends Cell> {
  readonly #options: MetricOptions;
  readonly #create: CreateCell<C>;
  readonly #rules: readonly LabelRule[];
  readonly #names: readonly string[];
  /** Labels of which each is refused. */
  readonly #unreadable: Given;
  readonly #cells = new Map<SeriesLabels, C>();
  #root: Node<C> = new Map();
  #unlabelled: C | undefined;

  constructor(options: MetricOptions, create: CreateCell<C>) {
    this.#options = options;
    this.#create = create;
    this.#rules = rulesOf(options.spec, options.staging);
    this.#names = this.#rules.map(({ name }) => name);
    this.#unreadable = Object.fromEntries(this.#names.map((name) => [name, null]));
  }

  /** Every series, in the order in which they began. */
  cells(): Iterable<C> {
    return this.#cells.values();
  }

  /** The series of a label set, begun if new; values that are refused or cannot be read become `other`. Never throws. */
  find(given?: Given): C {
    const labels = given ?? NO_LABELS;
    try {
      return this.#lookUp(labels) ?? this.#begin(labels);
    } catch {
      return this.#begin(this.#unreadable);
    }
  }

  /** The series of exactly these labels, begun if new; undefined, and not counted as overflow, if it may not exist. */
  own(given: Given): C | undefined {
    try {
      const known = this.#lookUp(given);
      if (known !== undefined) return known;
      const { labels, refused } = this.#admitted(given);
      return refused || this.#cells.size >= this.#options.spec.budget ? undefined : this.#add(labels);
    } catch {
      return undefined;
    }
  }

  /** Finds the series of these labels and keeps it while it lasts. */
  bound(given: Given): () => C {
    let cell: C | undefined;
    return () => {
      if (cell === undefined || cell.ended) cell = this.own(given);
      // Where there is no such series, each record counts as an overflow.
      return cell ?? this.find(given);
    };
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
    const { spec, onOverflow } = this.#options;
    const { labels, refused } = this.#admitted(given);
    if (refused) onOverflow();
    const known = this.#lookUp(labels);
    if (known !== undefined) return known;
    if (this.#cells.size < spec.budget) return this.#add(labels);
    if (!refused) onOverflow();
    const folded = labelsOf(this.#rules, (rule) => (isOpen(rule) && rule.name in labels ? OTHER : labels[rule.name]));
    return this.#lookUp(folded) ?? this.#add(folded);
  }

  /** The labels with `other` for each refused value. Each is read once: a getter may answer anything next time. */
  #admitted(given: Given): { readonly labels: SeriesLabels; readonly refused: boolean } {
    const { admitted } = this.#options;
    let refused = false;
    const labels = labelsOf(this.#rules, (rule) => {
      const value = given[rule.name];
      if (admits(rule, value, admitted)) return value;
      refused = true;
      return OTHER;
    });
    return { labels, refused };
  }

  #add(labels: SeriesLabels): C {
    const cell = this.#create(labels);
    this.#cells.set(labels, cell);
    this.#insert(labels, cell);
    return cell;
  }

  #insert(labels: SeriesLabels, cell: C): void {
    const last = this.#rules.at(-1);
    if (last === undefined) {
      this.#unlabelled = cell;
      return;
    }
    let node = this.#root;
    for (const rule of this.#rules.slice(0, -1)) {
      const next = (node.get(labels[rule.name]) as Node<C> | undefined) ?? (new Map() as Node<C>);
      node.set(labels[rule.name], next);
      node = next;
    }
    node.set(labels[last.name], cell);
  }
}

/** Labels that become `other` when a budget is spent. */
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
