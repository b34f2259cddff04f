import config from './jest.config.mjs';

/** The specs beside the units. No server is looked for or started; what needs a database uses PGlite. */
export default {
  ...config,
  testMatch: ['<rootDir>/libs/**/*.spec.ts'],
  globalSetup: undefined,
  globalTeardown: undefined,
};
