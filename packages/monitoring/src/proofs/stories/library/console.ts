import type { Story } from '../story.ts';
import { minutes } from '../system/incident.ts';

const FROM = minutes(40);
const each = (seconds: number, from: number, to: number) =>
  Array.from({ length: Math.floor((to - from) / seconds) }, (_, n) => from + n * seconds);

/** A build of the operator's console is deployed that does not work in browsers. */
export const consoles: readonly Story[] = [
  {
    title: 'a build of the console that fails at each update is deployed, and taken back after half an hour',
    incident: {
      minutes: 100,
      consoleOpened: [FROM, FROM + minutes(30)],
      consoleErrors: each(15, FROM, FROM + minutes(30)),
    },
    mostPages: 0,
    notified: ['41:00 medium ConsoleBroken (errors)', '86:00 resolved ConsoleBroken'],
  },
  {
    title: 'a build of the console whose script is refused is deployed, and three people try to open it',
    incident: {
      minutes: 100,
      consoleDead: [FROM, FROM + 60, FROM + 120, FROM + 180],
      consoleOpened: [FROM + minutes(20)],
    },
    mostPages: 0,
    notified: ['43:30 medium ConsoleBroken (not_started)', '58:30 resolved ConsoleBroken'],
  },
];
