import { availableParallelism } from 'node:os'
import type { OnProgress, Progress } from '@graftjs/base'
import { throwIfAborted } from '../input/throw-if-aborted'
import type { NamedArrays } from './named-arrays'
import type { SavedArrays } from './saved-arrays'

/** What surrounds a fit: who wants to know, who may stop it, and where it can be taken up again. */
export interface FitContext {
  /** How many threads may work. The result must not depend on it. */
  readonly workers: number
  readonly signal: AbortSignal | undefined
  /** Says how far the fit is, at most some times a second. */
  report(progress: Omit<Progress, 'phase'>): void
  /**
   * To be awaited between slices of work of some milliseconds: lets the event loop breathe where that is due, and
   * throws where the fit was stopped.
   */
  breathe(): Promise<void>
  /** Where an earlier, interrupted fit of the same data and settings left off, if there is such a place. */
  readonly resumed: { readonly step: number; readonly arrays: SavedArrays } | undefined
  /** Keeps a state from which the rest of the fit gives the same bits; does nothing where nobody asked for it. */
  keep(step: number, arrays: () => NamedArrays): Promise<void>
}

/** Milliseconds for which a fit may hold the event loop. */
const SLICE = 8

/** The part of a context that any long work wants. */
export type Breath = Pick<FitContext, 'report' | 'breathe'>

/** `breathe` and `report` of a context. */
export function breathing(signal: AbortSignal | undefined, onProgress: OnProgress | undefined): Breath {
  let since = performance.now()
  return {
    report(progress) {
      onProgress?.({ phase: 'train', ...progress })
    },
    async breathe() {
      throwIfAborted(signal)
      if (performance.now() - since < SLICE) return
      await new Promise((resolve) => setImmediate(resolve))
      throwIfAborted(signal)
      since = performance.now()
    },
  }
}

/** The context of an update, which is short and keeps no checkpoint. */
export function updateContext({
  signal,
  onProgress,
  workers = availableParallelism(),
}: {
  readonly signal?: AbortSignal
  readonly onProgress?: OnProgress
  readonly workers?: number
}): FitContext {
  return {
    workers,
    signal,
    resumed: undefined,
    keep: async () => undefined,
    ...breathing(signal, onProgress),
  }
}
