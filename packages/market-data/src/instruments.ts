import type { Instrument } from '@qt/domain';
import { UnknownSymbol } from './failures.ts';

/** A source of the rules by which an exchange trades its symbols. */
export interface InstrumentSource {
  /** @throws ProviderFailure; UnknownSymbol if it lists any of them not at all */
  instruments(symbols: readonly string[], signal?: AbortSignal): Promise<Instrument[]>;
}

/** `unlisted`: the exchange answers, and knows no such symbol. */
export type InstrumentAnswer = Instrument | 'unlisted';

const SYMBOLS_PER_CALL = 100;

/**
 * The instrument of each symbol. A call that the exchange refuses for a symbol that it does not list is halved until that
 * symbol is found, so that one does not hide the others.
 *
 * @throws ProviderFailure
 */
export async function listedInstruments(
  source: InstrumentSource,
  symbols: readonly string[],
): Promise<Map<string, InstrumentAnswer>> {
  const answers = new Map<string, InstrumentAnswer>(symbols.map((symbol) => [symbol, 'unlisted']));
  const ask = async (some: readonly string[]): Promise<void> => {
    if (some.length === 0) return;
    try {
      for (const instrument of await source.instruments(some)) answers.set(instrument.symbol, instrument);
    } catch (error) {
      if (!(error instanceof UnknownSymbol)) throw error;
      if (some.length === 1) return;
      const half = Math.ceil(some.length / 2);
      await ask(some.slice(0, half));
      await ask(some.slice(half));
    }
  };
  for (let from = 0; from < symbols.length; from += SYMBOLS_PER_CALL) {
    await ask(symbols.slice(from, from + SYMBOLS_PER_CALL));
  }
  return answers;
}
