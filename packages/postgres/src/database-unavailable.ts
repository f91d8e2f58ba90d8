/**
 * `newer`: migrated by a later version of the program than this one. `foreign`: of another system. `superseded`: another
 * replica leads by now.
 */
export type DatabaseFault = 'unreachable' | 'busy' | 'standby' | 'refused' | 'newer' | 'foreign' | 'superseded';

const ADVICE: Record<DatabaseFault, string> = {
  unreachable: 'expected a PostgreSQL server that answers',
  busy: 'expected a server with connections, time and space to spare',
  standby: 'expected the primary, which takes writes',
  refused: 'expected a role that may log in and use this schema (docs/deploying.md, "More than one machine")',
  newer: 'start the version that migrated it, or a later one',
  foreign: 'expected a database of its own for each system',
  superseded: 'expected this replica to lead',
};
const MAY_PASS: readonly DatabaseFault[] = ['unreachable', 'busy', 'standby'];

/** The service's schema in PostgreSQL cannot be used, and why. The message never has a user or a password. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
  readonly fault: DatabaseFault;

  /** Whether the same database may be usable later, with nothing done to the configuration. */
  get mayPass(): boolean {
    return MAY_PASS.includes(this.fault);
  }

  /** `place`: server, database and schema. */
  constructor(fault: DatabaseFault, place: string, cause: string) {
    super(`QT_DATABASE_URL: ${ADVICE[fault]}, actual: ${place} is ${fault} (${cause})`);
    this.fault = fault;
  }
}

/** SQLSTATE, or the first two characters of one, its class, by what an operator can do about it. */
const FAULT_BY_STATE: Readonly<Record<string, DatabaseFault>> = {
  '08': 'unreachable', // connection exceptions
  '57P': 'unreachable', // shut down, crashed, starting
  '53': 'busy', // too many connections, disk full, out of memory
  '55P03': 'busy', // a lock that was not given in time
  '57014': 'busy', // a statement that took too long
  '28': 'refused', // no such role, wrong password
  '25006': 'standby', // read-only transaction
  '3D000': 'refused', // no such database
  '42501': 'refused', // no right
  '22023': 'refused', // no such role to be
};

const UNREACHABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** What `pg` says in words alone. */
const FAULT_BY_MESSAGE: readonly (readonly [RegExp, DatabaseFault])[] = [
  [/timeout exceeded when trying to connect/, 'busy'],
  [
    /Connection terminated|Client was closed|Client has encountered a connection error|Query read timeout|timeout expired/,
    'unreachable',
  ],
  [/does not support SSL|self-signed certificate|unable to verify/, 'refused'],
];

/** What an error of `pg` or of a socket says of the database; `undefined`: it is about something else. */
export function databaseFaultOf(error: unknown): DatabaseFault | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof DatabaseUnavailable) return error.fault;
  // Of a name with several addresses, none of which answered.
  if (error instanceof AggregateError) return databaseFaultOf(error.errors[0]);
  const code = codeOf(error);
  if (UNREACHABLE_CODES.has(code)) return 'unreachable';
  const byState = FAULT_BY_STATE[code] ?? FAULT_BY_STATE[code.slice(0, 3)] ?? FAULT_BY_STATE[code.slice(0, 2)];
  return byState ?? FAULT_BY_MESSAGE.find(([message]) => message.test(error.message))?.[1];
}

/** SQLSTATE, or the system's code; empty if it has none. */
export function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
