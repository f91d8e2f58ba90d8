import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const FOLDER = resolve(import.meta.dirname, '../../../infra/generated/grafana/dashboards');

/** A query of a panel or an annotation, as the file that Grafana is given has it. */
export interface ShippedQuery {
  readonly dashboard: string;
  readonly panel: string;
  readonly refId: string;
  readonly source: 'prometheus' | 'loki';
  readonly expr: string;
  readonly instant: boolean;
  readonly exemplars: boolean;
}

interface Panel {
  readonly title: string;
  readonly targets?: readonly {
    readonly refId: string;
    readonly expr: string;
    readonly instant?: boolean;
    readonly exemplar?: boolean;
    readonly datasource: { readonly type: ShippedQuery['source'] };
  }[];
  /** Of a collapsed row. */
  readonly panels?: readonly Panel[];
}

interface Shipped {
  readonly uid: string;
  readonly panels: readonly Panel[];
  readonly annotations: {
    readonly list: readonly {
      readonly name: string;
      readonly expr: string;
      readonly datasource: { readonly type: ShippedQuery['source'] };
    }[];
  };
  readonly templating: {
    readonly list: readonly { readonly type: string; readonly name: string; readonly definition?: string }[];
  };
}

const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
const shipped = files.map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Shipped);

/** Every query of every panel. */
export const PANEL_QUERIES: readonly ShippedQuery[] = shipped.flatMap(({ uid, panels }) =>
  [...panels, ...panels.flatMap((row) => row.panels ?? [])].flatMap(({ title, targets = [] }) =>
    targets.map(({ refId, expr, instant = false, exemplar = false, datasource }) => ({
      dashboard: uid,
      panel: title,
      refId,
      source: datasource.type,
      expr,
      instant,
      exemplars: exemplar,
    })),
  ),
);

/** What draws marks over all panels. */
export const ANNOTATION_QUERIES: readonly ShippedQuery[] = shipped.flatMap(({ uid, annotations }) =>
  annotations.list.map(({ name, expr, datasource }) => ({
    dashboard: uid,
    panel: name,
    refId: 'annotation',
    source: datasource.type,
    expr,
    instant: false,
    exemplars: false,
  })),
);

/** What fills the variables: the label whose values are offered, and over which series. */
export const CHOICES = shipped.flatMap(({ uid, templating }) =>
  templating.list
    .filter(({ type }) => type === 'query')
    .map(({ name, definition = '' }) => {
      const [, match = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(definition) ?? [];
      return { dashboard: uid, name, match, label };
    }),
);

/** Puts values in place of the variables, as Grafana does before a query; All by default. */
export function filledIn(text: string, chosen: Readonly<Record<string, string>> = {}): string {
  const values: Readonly<Record<string, string>> = {
    __rate_interval: '4m',
    __interval: '1m',
    __range: '30m',
    ...chosen,
  };
  return text.replaceAll(/\$(\w+)/g, (_, name: string) => values[name] ?? '.+');
}
