/** Stands in for a class of which the tested code uses only these members. */
export function fake<T>(members: Partial<T>): T {
  return members as T;
}
