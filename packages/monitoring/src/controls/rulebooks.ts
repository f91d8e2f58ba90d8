import type { Rulebook } from './control.ts';
import { FIA } from './fia.ts';
import { RTS_6 } from './rts-6.ts';
import { SEC_15C3_5 } from './sec-15c3-5.ts';

/** Every rule that the table of controls answers. */
export const RULEBOOKS: readonly Rulebook[] = [SEC_15C3_5, RTS_6, FIA];
