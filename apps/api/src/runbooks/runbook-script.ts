/**
 * The script of a page. It copies a command (without a secure context a browser has no clipboard: the command is selected
 * then), and shows whether orders go out and what a command would print now, for those that ask this API.
 */
export const PAGE_SCRIPT = `for (const button of document.querySelectorAll('.command button')) {
  const code = button.parentElement.querySelector('code');
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener('click', async () => {
    button.textContent = (await copied(code)) ? 'Copied' : 'Selected';
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}

async function copied(code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(code);
    return document.execCommand('copy');
  }
}

const texts = new Map();
function textOf(path) {
  if (!texts.has(path)) texts.set(path, fetch(path, { cache: 'no-store' }).then((reply) => {
    if (reply.status === 401) throw new Error('needs a token');
    return reply.text();
  }));
  return texts.get(path);
}

async function showNow() {
  texts.clear();
  const now = document.getElementById('now');
  try {
    const { trading } = JSON.parse(await textOf('/health'));
    now.textContent = trading.allowed
      ? 'Now: orders go out.'
      : 'Now: no order that opens a position goes out: ' + trading.reason + ' since ' + trading.since + '. ' + trading.detail;
  } catch {
    now.textContent = 'Now: the API does not answer.';
  }
  now.hidden = false;
  for (const output of document.querySelectorAll('samp[data-path]')) {
    const { path, pattern, matches } = output.dataset;
    try {
      const text = await textOf(path);
      const found = matches === undefined
        ? text.split('\\n').filter((line) => new RegExp(pattern).test(line))
        : text.match(new RegExp(pattern, 'g')) ?? [];
      output.textContent = found.slice(0, 12).join('\\n') || '(nothing)';
    } catch (error) {
      output.textContent = error.message === 'needs a token' ? '(needs a token)' : '(no answer)';
    }
    output.parentElement.hidden = false;
  }
}

showNow();
setInterval(() => document.hidden || showNow(), 15000);
`;
