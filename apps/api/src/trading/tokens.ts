/** Injection token of each profile's strategy: `Readonly<Record<Profile, Strategy>>`. */
export const PROFILE_STRATEGIES = Symbol('ProfileStrategies');
