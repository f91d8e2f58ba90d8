const ACTION = /\{\{-?\s*(.*?)\s*-?\}\}/;

/**
 * A Prometheus template as a sentence without live values: `⟨provider⟩` for a label, `⟨value⟩` for the value, `⟨qt_…⟩`
 * for a queried metric. Of an `if` with `else`, the first branch is shown.
 */
export function plainTemplate(template: string): string {
  const parts = template.split(ACTION);
  const dots: string[] = [];
  let skippedFrom = Number.POSITIVE_INFINITY;
  let text = '';
  for (const [n, part] of parts.entries()) {
    const skipped = dots.length >= skippedFrom;
    if (n % 2 === 0) text += skipped ? '' : part;
    else if (/^(with|if|range)\b/.test(part)) dots.push(subject(part, dots));
    else if (part === 'else') skippedFrom = dots.length;
    else if (part === 'end') {
      dots.pop();
      if (dots.length < skippedFrom) skippedFrom = Number.POSITIVE_INFINITY;
    } else if (!skipped) text += subject(part, dots);
  }
  return text;
}

/** What an action is about, in angle brackets. */
function subject(action: string, dots: readonly string[]): string {
  const [, name] =
    /\b(qt[_:][a-z0-9_:]+)/.exec(action) ?? /\$labels\.(\w+)/.exec(action) ?? /\$(value)/.exec(action) ?? [];
  return name === undefined ? (dots.at(-1) ?? '⟨…⟩') : `⟨${name}⟩`;
}
