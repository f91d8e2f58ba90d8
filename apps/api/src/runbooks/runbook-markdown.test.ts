import { describe, expect, test } from 'vitest';
import { inlineHtml, runbookHtml } from './runbook-markdown.ts';

describe('a runbook as HTML', () => {
  test('a command has a button, and its expected output stands beside it', () => {
    const html = runbookHtml('1. text\n\n   ```sh run\n   a | grep "<b>" && c\n   # → x=…\n   # → y\n   ```\n');
    expect(html).toContain('<div class="command"><button type="button" hidden>Copy</button>');
    expect(html).toContain('<code>a | grep &quot;&lt;b&gt;&quot; &amp;&amp; c</code>');
    expect(html).toContain('<p>Expected: <samp>x=…\ny</samp></p>');
  });

  test('a query without expected output has only its button', () => {
    expect(runbookHtml('```promql\nmax(qt_x)\n```')).toBe(
      '<div class="command"><button type="button" hidden>Copy query</button><pre><code>max(qt_x)</code></pre></div>\n',
    );
  });

  test('a rehearsal warns', () => {
    expect(runbookHtml('```sh rehearse\nkill 1\n```')).toContain('Causes the fault. Only on the simulated market.');
    expect(runbookHtml('```sh run\nkill 1\n```')).not.toContain('Causes the fault');
  });

  test.each([
    ['another runbook', '[a `b`](CacheMisses.md#fix)', '<a href="/runbooks/CacheMisses#fix">a <code>b</code></a>'],
    ['the index', '[all](README.md)', '<a href="/runbooks">all</a>'],
    ['the web', '[x](https://x.example/?a=1&b="2")', '<a href="https://x.example/?a=1&amp;b=&quot;2&quot;">x</a>'],
    ['a file that is not served', '[x](../alerting.md)', 'x'],
    ['a script', '[x](javascript:alert(1))', 'x'],
    ['raw HTML', 'a <script>b</script>', 'a &lt;script&gt;b&lt;/script&gt;'],
  ])('%s', (_, markdown, html) => {
    expect(inlineHtml(markdown)).toBe(html);
  });
});
