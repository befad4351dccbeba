/** The parts of a test framework that the contract needs: Vitest's, Jest's or Mocha's own functions fit. */
export interface TestFramework {
  readonly describe: (name: string, define: () => void) => unknown
  readonly it: (name: string, run: () => Promise<void>) => unknown
  readonly beforeAll: (run: () => Promise<void>) => unknown
  readonly afterAll: (run: () => Promise<void>) => unknown
}
