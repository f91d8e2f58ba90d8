import { useEffect, useRef } from 'preact/hooks';

/** Puts the keyboard where the reader goes on, once the element is there. */
export function useFocus<T extends HTMLElement>(wanted = true) {
  const element = useRef<T>(null);
  useEffect(() => {
    if (wanted) element.current?.focus();
  }, [wanted]);
  return element;
}
