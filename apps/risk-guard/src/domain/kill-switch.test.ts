import { describe, expect, test } from 'vitest';
import { killSwitchOf } from './kill-switch.ts';

const override = { actor: 'admin', reason: 'drill', since: 1000 };
const since = '1970-01-01T00:00:01.000Z';

describe('the kill switch', () => {
  test('follows the environment while there is no override', () => {
    expect(killSwitchOf(null, null)).toEqual({ engaged: false, source: 'environment' });
    expect(killSwitchOf({ since: 1000 }, null)).toEqual({
      engaged: true,
      source: 'environment',
      actor: 'environment',
      reason: 'QT_KILL_SWITCH is on',
      since,
    });
  });

  test('is engaged by an override against the environment, and says who, why and since when', () => {
    const it = killSwitchOf(null, { ...override, engaged: true });
    expect(it).toEqual({ engaged: true, source: 'override', actor: 'admin', reason: 'drill', since });
  });

  test('is released by an override against the environment', () => {
    const it = killSwitchOf({ since: 0 }, { ...override, engaged: false });
    expect(it).toEqual({ engaged: false, source: 'override' });
  });
});
