import type { Drill } from './drill.ts';
import { refusing } from './refusing.ts';
import { hang, hangTool } from './stop-and-go.ts';

export const telemetryTargetDown: Drill = {
  alert: 'TelemetryTargetDown',
  fault: 'SIGSTOP to the retrain worker',
  end: 'SIGCONT',
  make: async (scene) => hang(scene, 'retrain-worker'),
};

export const collectorDown: Drill = {
  alert: 'CollectorDown',
  fault: 'SIGSTOP to the Collector',
  end: 'SIGCONT',
  make: async ({ tools }) => hangTool(tools.collector.process),
};

export const telemetryExportFailing: Drill = {
  alert: 'TelemetryExportFailing',
  fault: 'what is between services and Collector answers traces with 400',
  end: 'it lets them pass again',
  // Traces only: where metrics are pushed as well, nobody would see that they are lost.
  make: async ({ tools }) => refusing(tools.otlp, (path) => (path === '/v1/traces' ? 400 : undefined)),
};

export const logShippingStopped: Drill = {
  alert: 'LogShippingStopped',
  fault: 'SIGSTOP to VictoriaLogs',
  end: 'SIGCONT',
  make: async ({ tools }) => hangTool(tools.logs.process),
};
