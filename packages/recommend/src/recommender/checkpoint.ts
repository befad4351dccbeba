import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { statusOf, writeFileAtomically } from '@graftjs/base'
import { refuse } from '../input/refuse'
import { readArrays, writtenArrays } from './array-file'
import { contextNamesToSave } from './context-arrays'
import type { FitContext } from './fit-context'
import type { TrainingData } from './training-data'

type Checkpoint = Pick<FitContext, 'resumed' | 'keep'> & { remove(): Promise<void> }

const none: Checkpoint = { resumed: undefined, keep: async () => undefined, remove: async () => undefined }

/** The checkpoint of a fit, opened where an earlier one left it. A checkpoint of another fit is refused. */
export async function openCheckpoint(
  path: string | undefined,
  { name, settings }: { readonly name: string; readonly settings: Readonly<Record<string, unknown>> },
  data: TrainingData,
): Promise<Checkpoint> {
  if (path === undefined) return none
  const fit = fingerprint(name, settings, data)
  const found = (await statusOf(path)) ? await readArrays(path) : undefined
  if (found && found.about['fit'] !== fit) {
    refuse('invalid-option', {
      what: 'The checkpoint belongs to a fit of other events or settings.',
      where: path,
      fix: 'Name another file, or remove this one if that fit is not to be taken up again.',
    })
  }
  const step = found?.about['step']
  return {
    resumed: found && typeof step === 'number' ? { step, arrays: found.arrays } : undefined,
    keep: (at, arrays) => writeFileAtomically(path, writtenArrays({ fit, step: at }, arrays())),
    remove: () => rm(path, { force: true }),
  }
}

function fingerprint(name: string, settings: Readonly<Record<string, unknown>>, data: TrainingData): string {
  const { offsets, items, weights, times, sessions, context = [] } = data.histories
  const hash = createHash('sha256').update(JSON.stringify([name, settings, data.items, data.duplicates]))
  if (context.length > 0) hash.update(contextNamesToSave(context))
  for (const { buffer, byteOffset, byteLength } of [
    offsets,
    items,
    weights,
    ...(times ? [times] : []),
    ...(sessions ? [sessions] : []),
    ...context.map((column) => (column.kind === 'numeric' ? column.values : column.codes)),
  ]) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength))
  }
  return hash.digest('hex')
}
