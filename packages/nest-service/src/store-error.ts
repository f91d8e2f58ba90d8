import { faultOf, StoreUnavailable } from '@qt/sqlite';

/** A store, of whichever engine, that cannot be used now, and says whether that may pass. */
export interface StoreError extends Error {
  /** In a word. */
  readonly fault: string;
  readonly mayPass: boolean;
}

/** By what it says and not by its class: a service loads only the engine that it uses. */
export function isStoreError(error: unknown): error is StoreError {
  return error instanceof Error && 'mayPass' in error && typeof error.mayPass === 'boolean';
}

/** Whether an error is about the store, of whichever engine, and not about what was asked of it. */
export function isStoreFailure(error: unknown): boolean {
  return isStoreError(error) || faultOf(error) !== undefined;
}

/** What is wrong with the store, in a word; `failing`: the error does not say. */
export function storeFaultOf(error: unknown): string {
  return isStoreError(error) ? error.fault : 'failing';
}

/** Whether the store may be usable later with nothing done to it, also where `node:sqlite` itself says so. */
export function mayPass(error: unknown): error is Error {
  if (isStoreError(error)) return error.mayPass;
  const fault = faultOf(error);
  return fault === 'locked' || fault === 'unwritable';
}

/** What the log shows beside the message. */
export function fieldsOf(error: unknown): { readonly file?: string } {
  return error instanceof StoreUnavailable ? { file: error.file } : {};
}
