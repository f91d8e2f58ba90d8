import type { Story } from '../story.ts';
import { awayIn, minutes, type Span } from '../system/incident.ts';

const DAY = minutes(24 * 60);
const at = (day: number, hour: number, minute = 0): number => day * DAY + minutes(hour * 60 + minute);
const minuteFrom = (start: number): Span => [start, start + minutes(1)];

/** What happens in seven days and nobody has to do anything about, evaluated once a minute. */
export const week: Story = {
  title: 'an ordinary week of deploys, restarts, blips, failed scans and a restarted Prometheus',
  incident: {
    minutes: 7 * 24 * 60,
    step: 60,
    lives: {
      'qt-api': [
        awayIn(minuteFrom(at(1, 10)), minuteFrom(at(3, 4, 30)), minuteFrom(at(4, 15))),
        awayIn(minuteFrom(at(1, 10, 3)), minuteFrom(at(4, 15, 3))),
      ],
      'qt-scheduler': [awayIn(minuteFrom(at(1, 10, 6)), minuteFrom(at(4, 15, 6)))],
      'qt-retrain-worker': [awayIn(minuteFrom(at(1, 10, 9)), minuteFrom(at(4, 15, 9)), minuteFrom(at(5, 2)))],
      'qt-risk-guard': [awayIn(minuteFrom(at(1, 10, 12)), minuteFrom(at(4, 15, 12)))],
    },
    providersDown: {
      binance: [minuteFrom(at(0, 13)), minuteFrom(at(3, 1)), minuteFrom(at(6, 19, 20))],
      coingecko: [[at(2, 7), at(2, 7, 4)], minuteFrom(at(5, 22))],
    },
    // A console a morning, counted by either replica; one browser has an extension that throws, one loses its network.
    consoleOpened: [0, 1, 2, 3, 4, 5, 6].map((day) => at(day, 9)),
    consoleDead: [at(2, 9, 1)],
    consoleErrors: [at(1, 9, 5), at(5, 9, 30)],
    failedScans: [at(0, 2), at(0, 2, 40), at(0, 4), at(2, 3), at(5, 1), at(5, 3, 30)],
    unseen: [[at(2, 12), at(2, 12, 2)]],
    trained: Array.from({ length: 28 }, (_, n) => n * minutes(6 * 60)),
    dailyLoss: (t) => Math.round(180 * (1 + Math.sin((2 * Math.PI * t) / DAY))),
  },
  notified: [],
};
