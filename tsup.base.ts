import type { Options } from 'tsup'

/** What every package's build shares: ESM, CJS and types of the named entries, for Node 20. */
export function library(entry: Record<string, string>, extra: Options = {}): Options {
  return {
    entry,
    format: ['esm', 'cjs'],
    dts: { compilerOptions: { customConditions: [] } },
    target: 'node20',
    platform: 'node',
    splitting: true,
    shims: true,
    clean: true,
    sourcemap: false,
    treeshake: true,
    ...extra,
  }
}
