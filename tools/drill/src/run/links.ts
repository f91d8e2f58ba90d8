import { until } from '@qt/test-kit';
import type { Message } from './message.ts';

/** The link to the runbook must open the page of this alert. It is served by the API, which may only be coming back. */
export async function runbookProblems({ runbookUrl }: Message, alert: string): Promise<string[]> {
  try {
    await until(`${runbookUrl} to answer with the page of ${alert}`, async () => {
      const response = await fetch(runbookUrl);
      const page = await response.text();
      return (response.ok && page.includes(`<h1>${alert}`)) || undefined;
    });
    return [];
  } catch (error) {
    return [String(error)];
  }
}

/** The link to the dashboard must lead to one that Grafana is provisioned with. */
export async function dashboardUrlProblems({ dashboardUrl }: Message): Promise<string[]> {
  const response = await fetch(dashboardUrl).catch((error: unknown) => ({ ok: false, status: String(error) }));
  return response.ok ? [] : [`dashboard: expected ${dashboardUrl} to answer 200, actual ${response.status}`];
}
