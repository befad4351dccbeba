import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { assertWritable, GraftError, removeLeftovers } from '@graftjs/base'
import { openSafetensors, type TensorFile, writeSafetensors } from '../io'
import { fromTypedArray } from '../tensor/create'
import { isConcrete } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { readData } from '../transform/evaluate'
import type { TrainingState } from './training-state'

const NAME = /^step-\d+\.safetensors$/
/** What a process that was killed while it wrote a checkpoint left beside it. */
const HALF_WRITTEN = /^\.(step-\d+\.safetensors)\.graft-/
const FORMAT = 'graft-checkpoint-1'

interface CheckpointFolder {
  /** Writes the state after a step; whole or not at all. `progress` is plain data of the caller. */
  save(state: TrainingState, progress: unknown): Promise<void>
  /** The newest state that can be read, or undefined where there is none yet. */
  restore(): Promise<Restored | undefined>
}

interface Restored {
  readonly state: TrainingState
  readonly progress: unknown
  /** Newer checkpoints that cannot be read. */
  readonly damaged: readonly string[]
}

/**
 * A folder of the newest two checkpoints of one run. `fingerprint` says which run: everything that decides its
 * result, such as settings and a hash of the data. A folder of another run is refused rather than continued or
 * overwritten. Where the newest checkpoint is damaged (a disk that filled up, a copy that was cut short), the
 * one before it is taken, which leads to the same result.
 */
export async function checkpointFolder(folder: string, fingerprint: string): Promise<CheckpointFolder> {
  await assertWritable(join(folder, 'step'))
  await mkdir(folder, { recursive: true })
  return {
    async save(state, progress) {
      const tensors = [...named('parameters', state.parameters), ...named('optimizer', state.optimizer)]
      const metadata = {
        format: FORMAT,
        fingerprint,
        step: String(state.step),
        progress: JSON.stringify(progress),
      }
      const name = `step-${String(state.step).padStart(8, '0')}.safetensors`
      await writeSafetensors(join(folder, name), tensors, { metadata })
      await prune(folder, name)
    },
    async restore() {
      const damaged: string[] = []
      for (const name of await checkpoints(folder)) {
        try {
          return { ...(await read(await openSafetensors(join(folder, name)), fingerprint)), damaged }
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
  }
}

/** Keeps the checkpoint that was just written and the one before it; what is newer is a damaged one. */
async function prune(folder: string, written: string): Promise<void> {
  const names = await checkpoints(folder)
  const kept = names.slice(names.indexOf(written)).slice(0, 2)
  for (const name of names) if (!kept.includes(name)) await rm(join(folder, name), { force: true })
  for (const name of await readdir(folder)) {
    const target = HALF_WRITTEN.exec(name)?.[1]
    if (target) await removeLeftovers(join(folder, target))
  }
}

/** Newest first. */
async function checkpoints(folder: string): Promise<string[]> {
  return (await readdir(folder))
    .filter((name) => NAME.test(name))
    .sort()
    .reverse()
}

function named(part: string, tensors: TrainingState['parameters']) {
  return Object.entries(tensors).map(
    ([name, tensor]) =>
      [`${part}/${name}`, { dtype: 'F32', shape: shapeOf(tensor), data: () => elements(tensor) }] as const,
  )
}

const shapeOf = ({ shape }: Tensor): readonly number[] => (isConcrete(shape) ? shape : [])

/** The engine's own memory where it can be seen, since no step runs while a checkpoint is written. */
async function elements(tensor: Tensor): Promise<Float32Array> {
  const { source } = tensor
  const view = source.kind === 'stored' ? source.engine.view(source.buffer) : undefined
  return (view ?? (await readData(tensor))) as Float32Array
}

async function read(file: TensorFile, fingerprint: string) {
  const { metadata, where } = file
  if (metadata.get('format') !== FORMAT) throw unusable(where, 'it is not a checkpoint of this version')
  if (metadata.get('fingerprint') !== fingerprint) {
    throw new GraftError('invalid-option', {
      what: 'The checkpoint belongs to another run: its data or settings differ from those given now.',
      where,
      fix: 'Give the same data and settings to resume it, or use another folder (or delete this one) to start anew.',
    })
  }
  const parts: Record<string, Record<string, Tensor>> = { parameters: {}, optimizer: {} }
  for (const full of file.names) {
    const slash = full.indexOf('/')
    const part = parts[full.slice(0, slash)]
    if (!part) throw unusable(where, `it holds an unknown tensor "${full}"`)
    const { shape, data } = await file.float32(full)
    part[full.slice(slash + 1)] = fromTypedArray(data, shape)
  }
  const step = Number(metadata.get('step'))
  const progress: unknown = JSON.parse(metadata.get('progress') ?? 'null')
  return {
    state: { step, parameters: parts['parameters']!, buffers: {}, optimizer: parts['optimizer']! },
    progress,
  }
}

const unusable = (where: string, why: string): GraftError =>
  new GraftError('invalid-file', {
    what: `The checkpoint cannot be used: ${why}.`,
    where,
    fix: 'Delete it to resume from the one before it.',
  })
