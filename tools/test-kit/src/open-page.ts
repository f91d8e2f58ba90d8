import { get } from 'node:http';

/** Asks for a page as a browser does when somebody opens it; `fetch` always says that a script asks. Resolves to its status. */
export function openPage(url: string): Promise<number> {
  const headers = { accept: 'text/html', 'upgrade-insecure-requests': '1' };
  return new Promise((resolve, reject) => {
    get(url, { headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    }).once('error', reject);
  });
}
