import type { ComponentChildren } from 'preact';
import type { Answer } from '../api/call.ts';

interface FetchedProps<T> {
  readonly answer: Answer<T> | undefined;
  readonly children: (body: T) => ComponentChildren;
}

/** What the API answered, or that it has not yet, or why it refuses. */
export function Fetched<T>({ answer, children }: FetchedProps<T>) {
  if (answer === undefined) return <p class="nothing">Asking the API…</p>;
  if (answer.ok) return <>{children(answer.body)}</>;
  return (
    <p class="missing">
      <strong>Not answered{answer.status === null ? '' : ` (${answer.status} ${answer.error.code})`}.</strong>{' '}
      {answer.error.message}
    </p>
  );
}
