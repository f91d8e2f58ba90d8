export { CHROMIUM, openBrowser } from '@qt/test-kit';
