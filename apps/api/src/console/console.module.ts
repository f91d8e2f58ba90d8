import { Module } from '@nestjs/common';
import { SESSIONS } from '@qt/nest-service';
import { DecisionsModule } from '../decisions/decisions.module.ts';
import { HealthModule } from '../health/health.module.ts';
import { ModelModule } from '../model/model.module.ts';
import { PageModule } from '../page/page.module.ts';
import { SignalsModule } from '../signals/signals.module.ts';
import { TradingModule } from '../trading/trading.module.ts';
import { ActOwners } from './acts/act-owners.ts';
import { ActsController } from './acts/acts.controller.ts';
import { ActsService } from './acts/acts.service.ts';
import { Confirmations } from './acts/confirmations.ts';
import { GuardAnswers } from './acts/guard-answers.ts';
import { OwnAddress } from './acts/own-address.ts';
import { AlertFeeds } from './alerts/alert-feeds.ts';
import { AlertsSource } from './alerts/alerts.source.ts';
import { CookieSessions } from './session/cookie-sessions.ts';
import { SessionController } from './session/session.controller.ts';
import { SessionService } from './session/session.service.ts';
import { SessionWatch } from './session/session-watch.ts';
import { TokenOwners } from './session/token-owners.ts';
import { ConsoleHub } from './stream/console-hub.ts';
import { ModelSource } from './stream/model.source.ts';
import { MoneySource } from './stream/money.source.ts';
import { Neighbours } from './stream/neighbours.ts';
import { NowSource } from './stream/now.source.ts';
import { SECTION_SOURCES, type SectionSource } from './stream/section-source.ts';
import { StreamController } from './stream/stream.controller.ts';
import { ScrapedMetrics } from './system/scraped-metrics.service.ts';
import { SystemSource } from './system/system.source.ts';
import { BrowserTelemetryController } from './telemetry/browser-telemetry.controller.ts';
import { BrowserTelemetryService } from './telemetry/browser-telemetry.service.ts';
import { TimelineController } from './timeline/timeline.controller.ts';
import { TimelineService } from './timeline/timeline.service.ts';
import { TimelineSource } from './timeline/timeline.source.ts';
import { TracesController } from './traces/traces.controller.ts';
import { TracesService } from './traces/traces.service.ts';
import { WhyController } from './why/why.controller.ts';
import { WhyService } from './why/why.service.ts';

const SOURCES = [NowSource, MoneySource, ModelSource, AlertsSource, SystemSource, TimelineSource];

/** The operator's console, as its page calls it: who has signed in, what is, and what can be done. */
@Module({
  imports: [DecisionsModule, HealthModule, ModelModule, PageModule, SignalsModule, TradingModule],
  controllers: [
    SessionController,
    ActsController,
    StreamController,
    TimelineController,
    TracesController,
    WhyController,
    BrowserTelemetryController,
  ],
  providers: [
    ActOwners,
    ActsService,
    AlertFeeds,
    BrowserTelemetryService,
    Confirmations,
    ConsoleHub,
    CookieSessions,
    GuardAnswers,
    Neighbours,
    OwnAddress,
    ScrapedMetrics,
    SessionService,
    SessionWatch,
    TimelineService,
    TokenOwners,
    TracesService,
    WhyService,
    ...SOURCES,
    { provide: SECTION_SOURCES, inject: SOURCES, useFactory: (...sources: SectionSource[]) => sources },
    { provide: SESSIONS, useExisting: SessionService },
  ],
})
export class ConsoleModule {}
