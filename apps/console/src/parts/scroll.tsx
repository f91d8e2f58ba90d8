import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Scrolls sideways where it is too wide for its place; only then it is a stop of the keyboard (WCAG 2.1.1). */
export function Scroll({ children }: { readonly children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  const tooWide = useSignal(false);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      tooWide.value = element.scrollWidth > element.clientWidth;
    });
    for (const each of [element, ...element.children]) observer.observe(each);
    return () => observer.disconnect();
  }, [tooWide]);
  return (
    <div class="scroll" ref={box} tabIndex={tooWide.value ? 0 : undefined}>
      {children}
    </div>
  );
}
