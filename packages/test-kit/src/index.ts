export { Scrape } from './scrape.ts';
export { System, type SystemOptions } from './system.ts';
export { until } from './until.ts';
