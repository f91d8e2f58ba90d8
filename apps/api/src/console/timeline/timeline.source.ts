import { Injectable } from '@nestjs/common';
import type { TimelineSection } from '@qt/contracts';
import type { SectionSource } from '../stream/section-source.ts';
import { TimelineService } from './timeline.service.ts';

/** The first look at the page; older ones are at `/console/timeline`. */
const WHOLE = 500;

/** What is new in the timeline; who has just come gets the latest of the last hour. */
@Injectable()
export class TimelineSource implements SectionSource<'timeline'> {
  readonly name = 'timeline';
  readonly everyMs = 1000;

  constructor(private readonly timeline: TimelineService) {}

  async gather(): Promise<TimelineSection> {
    return { items: [...(await this.timeline.gather())] };
  }

  isNews({ items }: TimelineSection): boolean {
    return items.length > 0;
  }

  whole(): TimelineSection {
    return { items: this.timeline.items.slice(-WHOLE) };
  }
}
