import type { JobClaims } from '../scheduling/job-claims.ts';
import type { SchedulerRepository } from './scheduler.repository.ts';

/** A repository and, where replicas share it, what decides which of them runs a job. */
export interface Store {
  readonly repository: SchedulerRepository;
  readonly claims: JobClaims | null;
}
