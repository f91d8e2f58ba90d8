import type { Drill } from './drill.ts';
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
  make: async ({ collector }) => hangTool(collector.process),
};

export const telemetryExportFailing: Drill = {
  alert: 'TelemetryExportFailing',
  fault: 'what is between services and Collector answers OTLP with 400',
  end: 'it lets OTLP pass again',
  async make({ gate }) {
    gate.blocked = true;
    return () => {
      gate.blocked = false;
    };
  },
};

export const logShippingStopped: Drill = {
  alert: 'LogShippingStopped',
  fault: 'SIGSTOP to VictoriaLogs',
  end: 'SIGCONT',
  make: async ({ logs }) => hangTool(logs.process),
};
