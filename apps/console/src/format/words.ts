/** A name of the vocabulary as words: `signal_scan` is `signal scan`. */
export function words(name: string): string {
  return name.replaceAll('_', ' ');
}

/** The first letter in upper case. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A share as a percentage with one place: `62.5 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** `1 fill`, `2 fills`. */
export function counted(count: number, one: string): string {
  return `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;
}
