import { expect, test } from 'vitest';
import { createTurn } from './turn.ts';

test('work runs one after the other, in the order of its calls', async () => {
  const turn = createTurn();
  const steps: string[] = [];
  const work = (name: string) => async () => {
    steps.push(`${name} begins`);
    await Promise.resolve();
    steps.push(`${name} ends`);
    return name;
  };
  expect(await Promise.all([turn(work('a')), turn(work('b'))])).toEqual(['a', 'b']);
  expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

test('work that throws fails its own caller and holds up nobody', async () => {
  const turn = createTurn();
  const failing = turn(async () => {
    throw new Error('no');
  });
  const next = turn(async () => 'yes');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
});
