/** Lets one piece of asynchronous work run after the other, in the order of their calls. */
export type Turn = <T>(work: () => Promise<T>) => Promise<T>;

/** One queue: whatever moves an account's money takes its turn in it. A piece of work that throws holds up nobody. */
export function createTurn(): Turn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  };
}
