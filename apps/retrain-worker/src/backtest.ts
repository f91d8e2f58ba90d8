// What a back-test runs of this service.
export { decidePromotion } from './models/promotion-decision.ts';
