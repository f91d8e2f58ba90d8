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
  fault: 'what is between services and Collector answers OTLP with 400',
  end: 'it lets OTLP pass again',
  make: async ({ tools }) => refusing(tools.otlp, () => 400),
};

export const logShippingStopped: Drill = {
  alert: 'LogShippingStopped',
  fault: 'SIGSTOP to VictoriaLogs',
  end: 'SIGCONT',
  make: async ({ tools }) => hangTool(tools.logs.process),
};
