import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { assertWritable, GraftError } from '@graftjs/base'
import { openSafetensors, type TensorFile, writeSafetensors } from '../io'
import { fromTypedArray } from '../tensor/create'
import { isConcrete } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { readData } from '../transform/evaluate'
import type { TrainingState } from './training-step'

/** Newest first to be kept; the one before it stays until the new one is whole. */
const KEPT = 2
const NAME = /^step-(\d+)\.safetensors$/
const FORMAT = 'graft-checkpoint-1'

export interface CheckpointFolder {
  /** Writes the state after a step; whole or not at all. `progress` is plain data of the caller. */
  save(state: TrainingState, progress: unknown): Promise<void>
  /** The newest state, or undefined where there is none yet. */
  restore(): Promise<{ readonly state: TrainingState; readonly progress: unknown } | undefined>
}

/**
 * A folder of checkpoints of one run. `fingerprint` says which run: everything that decides its result, such
 * as settings and a hash of the data. A folder of another run is refused rather than continued or overwritten.
 */
export async function checkpointFolder(folder: string, fingerprint: string): Promise<CheckpointFolder> {
  await assertWritable(join(folder, 'checkpoint'))
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
      await writeSafetensors(
        join(folder, `step-${String(state.step).padStart(8, '0')}.safetensors`),
        tensors,
        { metadata },
      )
      for (const old of (await checkpoints(folder)).slice(KEPT)) await rm(join(folder, old), { force: true })
    },
    async restore() {
      const [newest] = await checkpoints(folder)
      if (newest === undefined) return undefined
      return read(await openSafetensors(join(folder, newest)), fingerprint)
    },
  }
}

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
  if (metadata.get('format') !== FORMAT) throw damaged(where, 'it is not a checkpoint of this version')
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
    if (!part) throw damaged(where, `it holds an unknown tensor "${full}"`)
    const { shape, data } = await file.float32(full)
    part[full.slice(slash + 1)] = fromTypedArray(data, shape)
  }
  const step = Number(metadata.get('step'))
  const progress: unknown = JSON.parse(metadata.get('progress') ?? 'null')
  return { state: { step, parameters: parts['parameters']!, optimizer: parts['optimizer']! }, progress }
}

const damaged = (where: string, why: string): GraftError =>
  new GraftError('invalid-file', {
    what: `The checkpoint cannot be used: ${why}.`,
    where,
    fix: 'Delete it to resume from the one before it.',
  })
