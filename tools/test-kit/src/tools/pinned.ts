/** The observability tools that tests, drills and the stack use, as pinned in `infra/tools`. */
export const TOOLS = {
  prometheus: {
    version: 'v0.315.0',
    binaries: {
      prometheus: 'github.com/prometheus/prometheus/cmd/prometheus',
      promtool: 'github.com/prometheus/prometheus/cmd/promtool',
    },
  },
  alertmanager: {
    version: 'v0.31.1',
    binaries: {
      alertmanager: 'github.com/prometheus/alertmanager/cmd/alertmanager',
      amtool: 'github.com/prometheus/alertmanager/cmd/amtool',
    },
  },
  collector: { version: 'v0.159.0', binaries: { otelcol: '.' } },
  victorialogs: {
    version: 'v1.52.1',
    binaries: { 'victoria-logs': 'github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs' },
  },
  jaeger: { version: 'v1.76.0', binaries: { jaeger: 'github.com/jaegertracing/jaeger/cmd/jaeger' } },
  helm: { version: 'v3.22.0', binaries: { helm: 'helm.sh/helm/v3/cmd/helm' } },
  kubeconform: { version: 'v0.8.0', binaries: { kubeconform: 'github.com/yannh/kubeconform/cmd/kubeconform' } },
  /** Our own, on Porcupine: its version is that of the specification in it. */
  linearizability: { version: 'v2', binaries: { linearizability: '.' } },
  compose: { version: 'v2.40.3', binaries: { 'docker-compose': 'github.com/docker/compose/v2/cmd' } },
} as const satisfies Record<string, Tool>;

interface Tool {
  readonly version: string;
  /** Binary → its Go package in the module `infra/tools/<tool>`. */
  readonly binaries: Readonly<Record<string, string>>;
}

export type ToolName = keyof typeof TOOLS;
type BinaryOf<T> = T extends { binaries: infer B } ? keyof B & string : never;
export type BinaryName = BinaryOf<(typeof TOOLS)[ToolName]>;

/** The tool that a binary belongs to. */
export function toolOf(binary: BinaryName): ToolName {
  const names = Object.keys(TOOLS) as ToolName[];
  const owner = names.find((name) => binary in TOOLS[name].binaries);
  if (owner === undefined) throw new Error(`${binary}: expected a binary of infra/tools`);
  return owner;
}
