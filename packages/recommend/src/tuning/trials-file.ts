import { readFile } from 'node:fs/promises'
import { GraftError, statusOf, writeFileAtomically } from '@graftjs/base'
import type { Trial } from '@graftjs/metrics'
import { refuse } from '../input/refuse'
import { fingerprintOf } from './fingerprint'

export interface KeptTrials<P> {
  readonly trials: readonly Trial<P>[]
  add(trial: Trial<P>): void
  /** Resolves once all trials are on the disk. */
  written(): Promise<void>
}

/** The trials of an earlier search of the same kind, and a place for new ones. */
export async function openTrials<P>(
  path: string | undefined,
  what: readonly unknown[],
): Promise<KeptTrials<P>> {
  if (path === undefined) return { trials: [], add: () => undefined, written: async () => undefined }
  const search = fingerprintOf(what, [])
  const found = (await statusOf(path)) ? await readTrials<P>(path) : undefined
  if (found && found.search !== search) {
    refuse('invalid-option', {
      what: 'The file keeps the trials of a search over other events, settings or options.',
      where: path,
      fix: 'Name another file, or remove this one if that search is not to go on.',
    })
  }
  const trials = [...(found?.trials ?? [])]
  let writing: Promise<void> = Promise.resolve()
  return {
    trials: found?.trials ?? [],
    add(trial) {
      trials.push(trial)
      const text = `${JSON.stringify({ search, trials }, null, 1)}\n`
      writing = writing.then(() => writeFileAtomically(path, text))
    },
    written: () => writing,
  }
}

async function readTrials<P>(path: string): Promise<{ search: unknown; trials: readonly Trial<P>[] }> {
  let kept: unknown
  try {
    kept = JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw new GraftError('invalid-file', {
      what: 'The file does not keep trials: it is not JSON.',
      where: path,
      fix: 'Name another file, or remove this one.',
      cause,
    })
  }
  if (isKept<P>(kept)) return kept
  return refuse('invalid-file', {
    what: 'The file does not keep trials.',
    where: path,
    fix: 'Name another file, or remove this one.',
  })
}

function isKept<P>(kept: unknown): kept is { search: unknown; trials: readonly Trial<P>[] } {
  if (typeof kept !== 'object' || kept === null || !('search' in kept) || !('trials' in kept)) return false
  return (
    Array.isArray(kept.trials) && kept.trials.every((trial) => typeof trial === 'object' && 'number' in trial)
  )
}
