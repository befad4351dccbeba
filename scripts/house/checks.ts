/** A rule of the house that a command can check: it passes when the command ends with 0. */
export interface Check {
  readonly name: string
  readonly command: readonly [string, ...string[]]
}

/** Every check that `npm test` counts beside the tests. Adding one is adding a line. */
export const checks: readonly Check[] = [
  { name: 'types', command: ['pnpm', 'run', 'check:types'] },
  { name: 'lint and format', command: ['pnpm', 'run', 'check:lint'] },
  { name: 'package arrows', command: ['pnpm', 'run', 'check:arrows'] },
  { name: 'dead exports', command: ['pnpm', 'run', 'check:dead'] },
  { name: 'snippets', command: ['pnpm', 'run', 'check:snippets'] },
]
