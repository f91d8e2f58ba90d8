import { expect, test } from 'vitest';
import { type Thrown, ThrownErrors } from './thrown-errors.ts';

const event = (type: string, fields: object) => Object.assign(new Event(type), fields);

test('what was thrown before anybody listened is told, once, and whatever comes later', () => {
  const page = new EventTarget();
  const errors = new ThrownErrors(page);
  page.dispatchEvent(event('error', { error: 'while it was drawn' }));
  page.dispatchEvent(event('unhandledrejection', { reason: 'nobody waited' }));
  const told: Thrown[] = [];
  errors.tell((...thrown) => void told.push(thrown));
  page.dispatchEvent(event('error', { error: 'later' }));
  expect(told).toEqual([
    ['error', 'while it was drawn'],
    ['rejection', 'nobody waited'],
    ['error', 'later'],
  ]);
});

test('a page that throws again and again before anybody listens keeps twenty', () => {
  const page = new EventTarget();
  const errors = new ThrownErrors(page);
  for (let one = 0; one < 1000; one++) page.dispatchEvent(event('error', { error: one }));
  let told = 0;
  errors.tell(() => void told++);
  expect(told).toBe(20);
});

test('a size that the browser reports a frame later is no error of the page', () => {
  const page = new EventTarget();
  const told: Thrown[] = [];
  new ThrownErrors(page).tell((...thrown) => void told.push(thrown));
  const message = 'ResizeObserver loop completed with undelivered notifications.';
  page.dispatchEvent(event('error', { error: null, message }));
  page.dispatchEvent(event('error', { error: null, message: 'Script error.' }));
  expect(told).toEqual([['error', null]]);
});
