import { Marked, type Tokens } from 'marked';
import { type LiveValue, liveValues } from './live-value.ts';

/** A line of output that a command's block expects. */
const EXPECTED = /^# → /;

/** Where a command is for. */
const PLATFORMS: Readonly<Record<string, string>> = {
  start: 'start',
  compose: 'Docker Compose',
  kubernetes: 'Kubernetes',
};

const marked = new Marked({
  renderer: {
    code: ({ text, lang = '' }: Tokens.Code) => command(text, lang.split(' ')),
    heading({ depth, tokens, text }: Tokens.Heading) {
      const id = depth === 2 ? ` id="${escaped(text.toLowerCase().replaceAll(/\W+/g, '-'))}"` : '';
      return `<h${depth}${id}>${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
    html: ({ text }: Tokens.HTML | Tokens.Tag) => escaped(text),
    link({ href, tokens }: Tokens.Link) {
      const text = this.parser.parseInline(tokens);
      const target = linkTarget(href);
      return target === undefined ? text : `<a href="${escaped(target)}">${text}</a>`;
    },
  },
});

/** The HTML of a page of `docs/runbooks`: raw HTML is shown as text, and each command has a button that copies it. */
export function runbookHtml(markdown: string): string {
  return marked.parse(markdown, { async: false });
}

/** The HTML of one line. */
export function inlineHtml(markdown: string): string {
  return marked.parseInline(markdown, { async: false });
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A block with its words, such as `sh rehearse`. Expected output stands beside it, so that it is not copied along. */
function command(text: string, words: readonly string[]): string {
  const lines = text.split('\n');
  const typed = lines.filter((line) => !EXPECTED.test(line)).join('\n');
  const expected = lines.filter((line) => EXPECTED.test(line)).map((line) => line.replace(EXPECTED, ''));
  const platform = words.map((word) => PLATFORMS[word]).find((name) => name !== undefined);
  return [
    `<div class="command">${platform === undefined ? '' : `<h4>${platform}</h4>`}<button type="button" hidden>${words.includes('promql') ? 'Copy query' : 'Copy'}</button>`,
    `<pre><code>${escaped(typed)}</code></pre>`,
    expected.length === 0 ? '' : `<p>Expected: <samp>${escaped(expected.join('\n'))}</samp></p>`,
    ...liveValues(typed).map(nowHtml),
    words.includes('rehearse') ? '<p><strong>Causes the fault. Only on the simulated market.</strong></p>' : '',
    '</div>\n',
  ].join('');
}

/** Filled in by the page's script. */
function nowHtml({ path, pattern, matches }: LiveValue): string {
  const attributes = `data-path="${escaped(path)}" data-pattern="${escaped(pattern)}"${matches ? ' data-matches' : ''}`;
  return `<p hidden>Now: <samp ${attributes}></samp></p>`;
}

/** Where a link leads on these pages; undefined for a file of the repository that is not served. */
function linkTarget(href: string): string | undefined {
  if (/^https?:/.test(href)) return href;
  const [, page, fragment = ''] = /^(\w+)\.md(#.*)?$/.exec(href) ?? [];
  if (page === undefined) return undefined;
  return page === 'README' ? `/runbooks${fragment}` : `/runbooks/${page}${fragment}`;
}
