/** One exact decimal as a share of another, for a bar's length and nothing else; 0 where the whole is 0. */
export function shareOf(part: string, whole: string): number {
  const of = Number(whole);
  return of === 0 ? 0 : Number(part) / of;
}
