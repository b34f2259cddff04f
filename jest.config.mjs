/** Tests run as ES modules: Nest is published as ES modules only. swc compiles, `npm run typecheck` checks. */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/libs/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^nestflow$': '<rootDir>/libs/workflow/src/index.ts',
    '^nestflow/testing$': '<rootDir>/libs/workflow/src/testing/index.ts',
    '^nestflow/bullmq$': '<rootDir>/libs/workflow/src/jobs/bullmq/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        sourceMaps: 'inline',
        module: { type: 'es6' },
        jsc: {
          target: 'es2023',
          keepClassNames: true,
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
        },
      },
    ],
  },
  setupFiles: ['reflect-metadata'],
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  maxWorkers: 2,
  // A worker keeps what it has loaded for every file of tests, and collecting it takes ever longer.
  workerIdleMemoryLimit: '350MB',
  testTimeout: 60_000,
};
