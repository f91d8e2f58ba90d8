import { Leadership } from '../leadership.ts';

/** The term of a replica that leads from now on, for a test that is one and has no others. */
export async function nextTerm(url: string, schema: string): Promise<number> {
  const leadership = new Leadership({ url, schema, address: 'http://127.0.0.1' });
  const term = await leadership.campaign();
  await leadership.resign();
  return term;
}
