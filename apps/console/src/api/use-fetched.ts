import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Answer, call } from './call.ts';

/**
 * What a path of the API answers, asked again whenever `version` changes; undefined: not answered yet. While a new path
 * is asked, nothing of the old one is shown; while the same is asked again, the last answer stays.
 */
export function useFetched<T>(path: string, version: unknown = 0): Answer<T> | undefined {
  const answered = useSignal<{ readonly path: string; readonly answer: Answer<T> } | undefined>(undefined);
  useEffect(() => {
    let wanted = true;
    void call<T>('GET', path).then((answer) => {
      if (wanted) answered.value = { path, answer };
    });
    return () => {
      wanted = false;
    };
  }, [path, version]);
  return answered.value?.path === path ? answered.value.answer : undefined;
}
