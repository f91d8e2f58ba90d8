import type { ComponentChildren } from 'preact';
import { Scroll } from './scroll.tsx';

/** The head of a column: its words; of numbers, which stand at the end; or of what needs no words to be seen. */
export type Column = string | { readonly number: string } | { readonly unseen: string };

interface TableProps {
  readonly columns: readonly Column[];
  /** The rows. */
  readonly children: ComponentChildren;
}

/** A table that scrolls sideways where it is too wide for its place. */
export function Table({ columns, children }: TableProps) {
  return (
    <Scroll>
      <table>
        <thead>
          <tr>{columns.map(headOf)}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </Scroll>
  );
}

function headOf(column: Column) {
  if (typeof column === 'string') {
    return (
      <th key={column} scope="col">
        {column}
      </th>
    );
  }
  if ('number' in column) {
    return (
      <th key={column.number} scope="col" class="number">
        {column.number}
      </th>
    );
  }
  return (
    <th key={column.unseen} scope="col">
      <span class="unseen">{column.unseen}</span>
    </th>
  );
}
