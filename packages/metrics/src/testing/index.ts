export { type ParsedFamily, parseExposition, type Sample } from './parse-exposition.ts';
