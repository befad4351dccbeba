import { defineConfig } from 'vitest/config'

export default defineConfig({
  ssr: { resolve: { conditions: ['graft:source', 'node', 'import', 'module', 'default'] } },
  resolve: { conditions: ['graft:source', 'node', 'import', 'module', 'default'] },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'models/*/src/**/*.test.ts',
      'examples/*/src/**/*.test.ts',
      'apps/*/src/**/*.test.ts',
      'benchmarks/src/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
