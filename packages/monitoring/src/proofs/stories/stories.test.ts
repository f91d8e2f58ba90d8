import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ruleGroups } from '../../alerts/rules.ts';
import { promtool } from '../promtool/promtool.ts';
import { STEP } from '../series/path.ts';
import { messageOf } from './delivery/message.ts';
import { type Firing, type Notification, notificationsOf } from './delivery/notifications.ts';
import { firingOf } from './firing.ts';
import { STORIES } from './library/index.ts';
import { isTooMany, type Story } from './story.ts';
import { minutes } from './system/incident.ts';

/** Without what is recorded over 30 days, which no alert reads. */
const GROUPS = ruleGroups().filter(({ rules }) => rules.some((rule) => 'alert' in rule));

describe.skipIf(promtool === undefined)('who is notified of what, in (needs promtool)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qt-stories-'));
  let firing: ReadonlyMap<string, Firing> = new Map();
  beforeAll(async () => {
    firing = await firingOf(folder, GROUPS, STORIES);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const sentIn = ({ title, incident }: Story): Notification[] => {
    const fired = firing.get(title);
    if (fired === undefined) throw new Error(`${title}: expected a result of promtool, actual none`);
    return notificationsOf(fired, { step: incident.step ?? STEP, until: minutes(incident.minutes) });
  };

  describe.each(STORIES.map((story) => [story.title, story] as const))('%s', (_, story) => {
    test('exactly these notifications', () => {
      expect(sentIn(story).map(messageOf)).toEqual(story.notified);
    });

    test('one page and three messages at most', () => {
      expect(isTooMany(sentIn(story), story)).toBe(false);
    });
  });
});
