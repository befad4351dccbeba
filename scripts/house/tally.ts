import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

/** What a run of Vitest came to, as `npm test` adds it up. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Why tests were skipped, with how many give that reason. */
  readonly reasons: Readonly<Record<string, number>>
}

/** Adds up the tests of a run. A file that does not load and an error outside a test count as one failure each. */
export function tallyOf(modules: readonly TestModule[], strayErrors: number): Tally {
  const count = { passed: 0, failed: strayErrors, skipped: 0 }
  const reasons: Record<string, number> = {}
  for (const module of modules) {
    if (module.errors().length > 0) count.failed++
    for (const suite of module.children.allSuites()) if (suite.errors().length > 0) count.failed++
    for (const test of module.children.allTests()) {
      const result = test.result()
      if (result.state === 'passed') count.passed++
      else if (result.state === 'failed') count.failed++
      else {
        count.skipped++
        const reason = (result.state === 'skipped' && result.note) || 'no reason given'
        reasons[reason] = (reasons[reason] ?? 0) + 1
      }
    }
  }
  return { ...count, reasons }
}

/** A Vitest reporter that leaves the tally in the file that GRAFT_TALLY names. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const file = process.env['GRAFT_TALLY']
    if (file) writeFileSync(file, JSON.stringify(tallyOf(modules, errors.length)))
  }
}
