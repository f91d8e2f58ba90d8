import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { scaledDuration } from './duration.ts';
import { argumentsOf, first, last, operatorOf } from './syntax-tree.ts';
import { product, sum, type Unit, unitOfMetric } from './units.ts';

/** A number of the query that takes the unit of what it is compared with or added to. */
interface Open {
  readonly literals: readonly SyntaxNode[];
}
type Found = Unit | Open;

export interface ScaledQuery {
  readonly text: string;
  readonly unit: Unit;
}

/**
 * A PromQL query for a time that runs `factor` times as fast: windows, offsets and steps, and numbers that are seconds
 * of the schedule, are divided by it; rates per second are multiplied. Whether a number is one follows from what it
 * meets: in `time() - last_run > 900` it is a span of time, in `errors / requests > 0.05` it is plain.
 *
 * @param recorded units of recording rules by name
 * @throws Error for a query that is not PromQL, or that has a function or a unit that is unknown here
 */
export function scaledQuery(query: string, factor: number, recorded: ReadonlyMap<string, Unit>): ScaledQuery {
  const scaling = new Scaling(query, factor, recorded);
  return { unit: scaling.unitOfAll(), text: scaling.text() };
}

class Scaling {
  private readonly query: string;
  private readonly factor: number;
  private readonly recorded: ReadonlyMap<string, Unit>;
  private readonly edits: { readonly node: SyntaxNode; readonly text: string }[] = [];

  constructor(query: string, factor: number, recorded: ReadonlyMap<string, Unit>) {
    this.query = query;
    this.factor = factor;
    this.recorded = recorded;
  }

  unitOfAll(): Unit {
    const { topNode } = parser.parse(this.query);
    topNode.cursor().iterate(({ node }) => {
      if (node.type.isError) throw new Error(`expected PromQL, actual '${this.query}'`);
      if (node.name === 'NumberDurationLiteralInDurationContext') {
        this.edits.push({ node, text: scaledDuration(this.read(node), this.factor) });
      }
    });
    return this.settled(this.unitOf(first(topNode)), 'plain');
  }

  text(): string {
    const byPlace = this.edits.toSorted((a, b) => b.node.from - a.node.from);
    return byPlace.reduce(
      (text, { node, text: put }) => text.slice(0, node.from) + put + text.slice(node.to),
      this.query,
    );
  }

  private read(node: SyntaxNode): string {
    return this.query.slice(node.from, node.to);
  }

  private unitOf(node: SyntaxNode): Found {
    switch (node.name) {
      case 'NumberDurationLiteral':
        return { literals: [node] };
      case 'VectorSelector':
        return unitOfMetric(this.read(node.getChild('Identifier') ?? node), this.recorded);
      case 'ParenExpr':
      case 'MatrixSelector':
      case 'SubqueryExpr':
      case 'OffsetExpr':
      case 'UnaryExpr':
        return this.unitOf(node.name === 'UnaryExpr' ? last(node) : first(node));
      case 'AggregateExpr':
        return this.unitOfCall(this.read(node.getChild('AggregateOp') ?? node), argumentsOf(node));
      case 'FunctionCall':
        return this.unitOfCall(this.read(node.getChild('FunctionIdentifier') ?? node), argumentsOf(node));
      case 'BinaryExpr':
        return this.unitOfBinary(node);
      default:
        throw new Error(`${node.name}: expected an expression that is known here, actual '${this.read(node)}'`);
    }
  }

  private unitOfCall(name: string, parameters: readonly SyntaxNode[]): Found {
    const [one, two] = parameters;
    const unit = (node: SyntaxNode | undefined): Found => (node === undefined ? 'plain' : this.unitOf(node));
    switch (name) {
      case 'time':
      case 'timestamp':
        unit(one);
        return 'instant';
      case 'rate':
        return product(this.settled(unit(one), 'plain'), 'span', -1);
      case 'count':
      case 'absent':
      case 'present_over_time':
        unit(one);
        return 'plain';
      case 'clamp_min':
        return this.settled(unit(two), this.settled(unit(one), 'plain'));
      case 'predict_linear':
        this.settled(unit(two), 'span');
        return unit(one);
      case 'topk':
        return unit(two);
      default:
        if (!KEEPING.has(name)) throw new Error(`${name}: expected a function that is known here`);
        return unit(one);
    }
  }

  private unitOfBinary(node: SyntaxNode): Found {
    const [left, right] = [this.unitOf(first(node)), this.unitOf(last(node))];
    const operator = operatorOf(node);
    switch (operator) {
      case 'And':
      case 'Unless':
        return left;
      case 'Or':
        if (isOpen(left)) return this.settled(left, unitAgainst(right));
        this.settled(right, left);
        return left;
      case 'Mul':
      case 'Div':
        // Of two numbers one is enough; beside a quantity a number is a plain factor.
        if (isOpen(left) && isOpen(right)) return right;
        return product(isOpen(left) ? 'plain' : left, isOpen(right) ? 'plain' : right, operator === 'Mul' ? 1 : -1);
      case 'Add':
      case 'Sub':
        if (isOpen(left) && isOpen(right)) return { literals: [...left.literals, ...right.literals] };
        return this.added(left, right, operator === 'Add' ? 1 : -1);
      default:
        if (isOpen(left)) this.settled(left, unitAgainst(right));
        else this.settled(right, left === 'instant' ? 'instant' : left);
        return node.getChild('BoolModifier') === null ? left : 'plain';
    }
  }

  private added(left: Found, right: Found, sign: 1 | -1): Unit {
    const leftUnit = this.settled(left, unitAgainst(right));
    return sum(leftUnit, this.settled(right, leftUnit === 'instant' ? 'span' : leftUnit), sign);
  }

  /** Gives open numbers this unit and returns the unit of what was found. */
  private settled(found: Found, unit: Unit): Unit {
    if (!isOpen(found)) return found;
    for (const node of found.literals) {
      const value = Number(this.read(node));
      if (Number.isNaN(value)) throw new Error(`expected a number, actual '${this.read(node)}'`);
      const scaled = unit === 'span' ? value / this.factor : unit === 'rate' ? value * this.factor : value;
      if (scaled !== value) this.edits.push({ node, text: String(Number(scaled.toPrecision(12))) });
    }
    return unit;
  }
}

/** Functions and aggregations whose result has the unit of their argument. */
const KEEPING: ReadonlySet<string> = new Set([
  ...['sum', 'min', 'max', 'avg', 'abs', 'scalar', 'vector', 'increase', 'label_replace', 'label_join'],
  ...['last_over_time', 'max_over_time', 'min_over_time', 'sum_over_time', 'avg_over_time'],
]);

const isOpen = (found: Found): found is Open => typeof found !== 'string';
const unitAgainst = (found: Found): Unit => (isOpen(found) ? 'plain' : found);
