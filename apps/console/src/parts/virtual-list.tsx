import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { visibleRows } from './visible-rows.ts';

interface VirtualListProps<T> {
  readonly label: string;
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  readonly row: (item: T) => ComponentChildren;
}

/** A list of any length: only the rows in sight are in the document. Each row is one line of `--row` height. */
export function VirtualList<T>({ label, items, keyOf, row }: VirtualListProps<T>) {
  const box = useRef<HTMLElement>(null);
  const view = useSignal({ top: 0, height: 600, rowHeight: 24 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => {
      const rowHeight = Number.parseFloat(getComputedStyle(element).getPropertyValue('line-height'));
      view.value = { top: element.scrollTop, height: element.clientHeight, rowHeight };
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [view]);
  const { top, height, rowHeight } = view.value;
  const { first, end } = visibleRows(top, height, rowHeight, items.length);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard (WCAG 2.1.1)
    <section class="virtual-list" aria-label={label} tabIndex={0} ref={box}>
      <div class="whole" style={{ blockSize: `${items.length * rowHeight}px` }}>
        <ol style={{ transform: `translateY(${first * rowHeight}px)` }}>
          {items.slice(first, end).map((item, at) => (
            <li aria-posinset={first + at + 1} aria-setsize={items.length} key={keyOf(item)}>
              {row(item)}
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
