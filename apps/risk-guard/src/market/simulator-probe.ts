import { Injectable } from '@nestjs/common';
import { GuardSettings } from '../guard-settings.ts';

const TIMEOUT_MS = 2000;

/** Whether the providers can be asked at all: the simulator may still be starting. Not part of any trace. */
@Injectable()
export class SimulatorProbe {
  constructor(private readonly settings: GuardSettings) {}

  async isUp(signal: AbortSignal): Promise<boolean> {
    const { simulatorUrl } = this.settings;
    if (simulatorUrl === null) return true;
    try {
      const response = await fetch(`${simulatorUrl}/health/live`, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }
}
