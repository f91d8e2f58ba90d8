/** Injects the service's typed instruments: `Instruments<…>` or `ServiceInstruments<S>`. */
export const INSTRUMENTS = Symbol('qt INSTRUMENTS');
/** Injects the `Log`. */
export const LOG = Symbol('qt LOG');
/** Injects the whole `Telemetry`. */
export const TELEMETRY = Symbol('qt TELEMETRY');
