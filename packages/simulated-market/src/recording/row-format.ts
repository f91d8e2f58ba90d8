import { RecordingUnusable } from './recording-unusable.ts';

/** How a file's rows are to be read. */
export interface RowFormat {
  readonly columns: number;
  /** What the column `volume` counts. */
  readonly volumeIn: 'base' | 'quote';
  /** 1: the file has a header. */
  readonly firstRow: 0 | 1;
}

const HEADER = 'open_time,open,high,low,close,volume';
/** https://github.com/binance/binance-public-data: since 2025 some files have a header. */
const BINANCE_HEADER = `${HEADER},close_time,`;
const BINANCE_COLUMNS = 12;

/**
 * Two kinds of file are known: six columns under the header `open_time,open,high,low,close,volume`, with the volume in
 * the quote asset (USD notional); and the twelve of Binance's public kline files, with or without a header, with the
 * volume in the base asset.
 *
 * @throws RecordingUnusable for any other
 */
export function formatOf(firstLine: string): RowFormat {
  if (firstLine === HEADER) return { columns: 6, volumeIn: 'quote', firstRow: 1 };
  if (firstLine.startsWith(BINANCE_HEADER)) return { columns: BINANCE_COLUMNS, volumeIn: 'base', firstRow: 1 };
  if (/^\d/.test(firstLine) && firstLine.split(',').length === BINANCE_COLUMNS) {
    return { columns: BINANCE_COLUMNS, volumeIn: 'base', firstRow: 0 };
  }
  const expected = `'${HEADER}', or the ${BINANCE_COLUMNS} columns of Binance's kline files`;
  throw new RecordingUnusable('line 1, header', expected, `'${firstLine.slice(0, 80)}'`);
}
