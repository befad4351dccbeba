import type { Engine } from '../../../engine/engine'
import type { ObservedEngine } from '../observed-engine'

export interface Surroundings {
  /** The engine under test, with counters. */
  readonly engine: ObservedEngine
  /** Another engine of the same kind, which the test closes itself. */
  readonly createEngine: () => Promise<Engine>
}

/** What the core relies on in every engine, beside the numbers: a sentence and the test of it. */
export type Behaviours = Readonly<Record<string, (surroundings: Surroundings) => Promise<void>>>
