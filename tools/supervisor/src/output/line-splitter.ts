import { StringDecoder } from 'node:string_decoder';

/** A longer line is cut into pieces, so that output without line ends needs no more memory than this. */
const LONGEST = 1024 * 1024;

/** Splits the output of a process into lines. Returns a function that takes the next bytes, and at the end none. */
export function lineSplitter(take: (line: string) => void): (bytes?: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return (bytes) => {
    const lines = (rest + (bytes === undefined ? decoder.end() : decoder.write(bytes))).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
    if (rest !== '' && (bytes === undefined || rest.length > LONGEST)) {
      take(rest);
      rest = '';
    }
  };
}
