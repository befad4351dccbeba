import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { assertWritable, GraftError, removeLeftovers } from '@graftjs/base'
import { openSafetensors, type TensorFile, writeSafetensors } from '../io'
import type { Parameters } from '../nn/module'
import type { Tensor } from '../tensor/tensor'
import { fromJson, toJson } from './plain-data'
import { fromStorage, toStorage } from './tensor-storage'
import type { TrainingState } from './training-state'

const NAME = /^step-(\d+)\.safetensors$/
/** What a process that was killed while it wrote a checkpoint left beside it. */
const HALF_WRITTEN = /^\.(step-\d+\.safetensors)\.graft-/
const FORMAT = 'graft-checkpoint-2'

/** A whole run at the end of a step. */
export interface Checkpoint {
  readonly state: TrainingState
  /** The training loss of every step. */
  readonly losses: readonly number[]
  /** Plain data of the caller. */
  readonly record: unknown
  /** The step whose checkpoint holds the best parameters, where there is one. */
  readonly best?: number | undefined
}

export interface CheckpointFolder {
  /** Writes a checkpoint, whole or not at all, and removes those that are no longer kept. */
  save(checkpoint: Checkpoint): Promise<void>
  /** The newest checkpoint that can be read, or undefined where there is none yet. */
  restore(): Promise<(Omit<Checkpoint, 'best'> & { readonly damaged: readonly string[] }) | undefined>
  /** The state after a certain step, of which the checkpoint was kept. */
  stateOf(step: number): Promise<TrainingState>
}

/**
 * A folder of the newest checkpoints of one run, and of the best ones that they name. `fingerprint` says which run:
 * everything that decides its result, such as settings and a hash of the data. A folder of another run is refused
 * rather than continued or overwritten. Where the newest checkpoint is damaged (a disk that filled up, a copy that
 * was cut short), the one before it is taken, which leads to the same result.
 *
 * @param keep how many of the newest to keep
 */
export async function checkpointFolder(
  folder: string,
  fingerprint: string,
  keep: number,
): Promise<CheckpointFolder> {
  const trial = join(folder, 'step')
  await assertWritable(trial)
  await mkdir(folder, { recursive: true })
  // What a process that was killed while it tried left there.
  await removeLeftovers(trial)
  const bestOf = new Map<string, number | undefined>()

  return {
    async save({ state, losses, record, best }) {
      const tensors = [
        ...partsOfState.flatMap((part) =>
          Object.entries(state[part]).map(
            ([name, tensor]) => [`${part}/${name}`, toStorage(tensor)] as const,
          ),
        ),
        [LOSSES, { dtype: 'F64', shape: [losses.length], data: Float64Array.from(losses) }] as const,
      ]
      const metadata = {
        format: FORMAT,
        fingerprint,
        step: String(state.step),
        best: best === undefined ? '' : String(best),
        record: toJson(record),
      }
      const name = nameOf(state.step)
      await writeSafetensors(join(folder, name), tensors, { metadata })
      bestOf.set(name, best)
      await prune(folder, name, keep, bestOf)
    },
    async restore() {
      const damaged: string[] = []
      for (const name of await checkpoints(folder)) {
        try {
          const checkpoint = await read(await openSafetensors(join(folder, name)), fingerprint)
          return { ...checkpoint, damaged }
        } catch (error) {
          if (!GraftError.isInstance(error) || error.code !== 'invalid-file') throw error
          damaged.push(name)
        }
      }
      if (damaged.length === 0) return undefined
      throw new GraftError('invalid-file', {
        what: `No checkpoint can be read: ${damaged.join(', ')}.`,
        where: folder,
        fix: 'Put whole copies of them there to go on, or delete the folder to start anew.',
        details: { damaged },
      })
    },
    async stateOf(step) {
      return (await read(await openSafetensors(join(folder, nameOf(step))), fingerprint)).state
    },
  }
}

const LOSSES = 'run/losses'

const partsOfState = ['parameters', 'buffers', 'optimizer'] as const
type Part = (typeof partsOfState)[number]

const nameOf = (step: number): string => `step-${String(step).padStart(8, '0')}.safetensors`

/** Keeps the checkpoint just written, the newest before it, and the best that these name; what is newer is damaged. */
async function prune(
  folder: string,
  written: string,
  keep: number,
  bestOf: Map<string, number | undefined>,
): Promise<void> {
  const names = await checkpoints(folder)
  const newest = names.slice(names.indexOf(written)).slice(0, keep)
  for (const name of newest) {
    if (!bestOf.has(name)) bestOf.set(name, await bestIn(join(folder, name)))
  }
  const best = newest.flatMap((name) => bestOf.get(name) ?? []).map(nameOf)
  const kept = new Set([...newest, ...best])
  for (const name of names) if (!kept.has(name)) await rm(join(folder, name), { force: true })
  for (const name of await readdir(folder)) {
    const target = HALF_WRITTEN.exec(name)?.[1]
    if (target) await removeLeftovers(join(folder, target))
  }
}

/** Which step an earlier process called the best. */
async function bestIn(path: string): Promise<number | undefined> {
  try {
    const best = (await openSafetensors(path)).metadata.get('best')
    return best ? Number(best) : undefined
  } catch (error) {
    if (GraftError.isInstance(error) && error.code === 'invalid-file') return undefined
    throw error
  }
}

/** Newest first. */
async function checkpoints(folder: string): Promise<string[]> {
  return (await readdir(folder))
    .filter((name) => NAME.test(name))
    .sort()
    .reverse()
}

async function read(file: TensorFile, fingerprint: string): Promise<Omit<Checkpoint, 'best'>> {
  const { metadata, where } = file
  if (metadata.get('format') !== FORMAT) throw unusable(where, 'it is not a checkpoint of this version')
  if (metadata.get('fingerprint') !== fingerprint) {
    throw new GraftError('invalid-option', {
      what: 'The checkpoint belongs to another run: its data or settings differ from those given now.',
      where,
      fix: 'Give the same data and settings to resume it, or use another folder (or delete this one) to start anew.',
    })
  }
  const entries: Record<Part, [string, Tensor][]> = { parameters: [], buffers: [], optimizer: [] }
  let losses: readonly number[] = []
  for (const full of file.names) {
    const stored = await file.get(full)
    const part = partsOfState.find((name) => full.startsWith(`${name}/`))
    const tensor = fromStorage(stored)
    if (part && tensor) entries[part].push([full.slice(part.length + 1), tensor])
    else if (full === LOSSES && stored.dtype === 'F64') losses = Array.from(stored.data)
    else throw unusable(where, `it holds an unknown tensor "${full}"`)
  }
  return {
    state: {
      step: Number(metadata.get('step')),
      parameters: Object.fromEntries(entries.parameters),
      buffers: Object.fromEntries(entries.buffers),
      optimizer: Object.fromEntries(entries.optimizer),
    },
    losses,
    record: fromJson(metadata.get('record') ?? 'null'),
  }
}

/** A state with its tensors in the order of another: the order decides in which order numbers are added. */
export function inOrderOf(
  wanted: Readonly<Record<Part, readonly string[]>>,
  { step, parameters, buffers, optimizer }: TrainingState,
): TrainingState {
  const ordered = (names: readonly string[], given: Parameters): Parameters =>
    Object.fromEntries(names.map((name) => [name, given[name] ?? missing(name)]))
  return {
    step,
    parameters: ordered(wanted.parameters, parameters),
    buffers: ordered(wanted.buffers, buffers),
    optimizer: ordered(wanted.optimizer, optimizer),
  }
}

function missing(name: string): never {
  throw new GraftError('invalid-file', {
    what: `The checkpoint has no tensor "${name}".`,
    fix: 'Resume it with the model and the optimizer that it was made with, or use another folder.',
  })
}

const unusable = (where: string, why: string): GraftError =>
  new GraftError('invalid-file', {
    what: `The checkpoint cannot be used: ${why}.`,
    where,
    fix: 'Delete it to resume from the one before it.',
  })
