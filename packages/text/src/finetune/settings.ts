import { join } from 'node:path'
import { assertWritable, GraftError } from '@graftjs/base'
import type { Device } from '@graftjs/onnx'
import { describeValue } from '../rows/row-source'

/** The numbers of a fine-tuning, defaults filled in. */
export interface FinetuneSettings {
  readonly epochs: number
  readonly batchSize: number
  readonly learningRate: number
  readonly weightDecay: number
  /** Share of the steps in which the learning rate rises. */
  readonly warmup: number
  /** The gradients' global norm is cut to this; null: it is not. */
  readonly clipNorm: number | null
  /** Tokens of a text that are read. */
  readonly maxLength: number
  readonly seed: number
}

/** Where and how often a run's state is kept. */
export interface CheckpointSettings {
  readonly folder: string
  /** Besides the end of each epoch, the state is written when this many seconds have passed. Default 30. */
  readonly everySeconds?: number
  /** … or this many steps. Default: never for that reason. */
  readonly everySteps?: number
}

/**
 * The numbers of a fine-tuning, checked.
 *
 * @param modelLength tokens that the model can take; left out while no model is open yet
 * @throws GraftError `invalid-option` naming the option.
 */
export function resolveFinetuneSettings(
  options: Partial<FinetuneSettings>,
  modelLength = Number.POSITIVE_INFINITY,
): FinetuneSettings {
  const whole = (name: keyof FinetuneSettings, fallback: number, least: number): number => {
    const value = options[name] ?? fallback
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value
    throw invalid(name, value, `a whole number of ${least} or more`)
  }
  const positive = (
    name: keyof FinetuneSettings,
    fallback: number,
    limit = Number.POSITIVE_INFINITY,
  ): number => {
    const value = options[name] ?? fallback
    if (typeof value === 'number' && value > 0 && value < limit) return value
    throw invalid(
      name,
      value,
      Number.isFinite(limit) ? `a number above 0 and below ${limit}` : 'a number above 0',
    )
  }
  const share = (name: keyof FinetuneSettings, fallback: number): number => {
    const value = options[name] ?? fallback
    if (typeof value === 'number' && value >= 0 && value < 1) return value
    throw invalid(name, value, 'a number from 0 to below 1')
  }
  const maxLength = whole('maxLength', Math.min(256, modelLength), 3)
  if (maxLength > modelLength)
    throw invalid('maxLength', maxLength, `at most ${modelLength}, the model's own limit`)
  return {
    epochs: whole('epochs', 3, 1),
    batchSize: whole('batchSize', 16, 1),
    learningRate: positive('learningRate', 5e-5, 1),
    weightDecay: share('weightDecay', 0.01),
    warmup: share('warmup', 0.1),
    clipNorm: options.clipNorm === null ? null : positive('clipNorm', 1),
    maxLength,
    seed: whole('seed', 1, Number.MIN_SAFE_INTEGER),
  }
}

/**
 * Where checkpoints go, if anywhere; the folder is tried, so that a run does not find out after its first epoch.
 *
 * @throws GraftError `invalid-option`, `file-access`.
 */
export async function resolveCheckpoint(option: unknown): Promise<CheckpointSettings | undefined> {
  if (option === undefined) return undefined
  const given: Readonly<Record<string, unknown>> =
    typeof option === 'object' && option !== null ? { ...option } : { folder: option }
  const { folder, everySeconds, everySteps } = given
  if (typeof folder !== 'string' || folder === '')
    throw invalid('checkpoint', folder, "the path of a folder, for example 'runs/spam'")
  if (everySteps !== undefined && !(Number.isSafeInteger(everySteps) && Number(everySteps) > 0))
    throw invalid('checkpoint.everySteps', everySteps, 'a whole number above 0')
  if (everySeconds !== undefined && !(typeof everySeconds === 'number' && everySeconds > 0))
    throw invalid('checkpoint.everySeconds', everySeconds, 'a number above 0')
  await assertWritable(join(folder, 'step'))
  return {
    folder,
    ...(typeof everySeconds === 'number' ? { everySeconds } : {}),
    ...(typeof everySteps === 'number' ? { everySteps } : {}),
  }
}

/** A signal of another type would be ignored until somebody needs it. */
export function checkSignal(signal: unknown): void {
  if (signal === undefined) return
  if (typeof signal === 'object' && signal !== null && 'aborted' in signal && 'addEventListener' in signal)
    return
  throw invalid('signal', signal, 'the signal of an AbortController')
}

export function checkCallback(option: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') throw invalid(option, value, 'a function')
}

const devices: readonly Device[] = ['auto', 'cpu', 'cuda', 'webgpu', 'coreml', 'directml']

export function checkDevice(device: unknown): Device {
  const known = devices.find((name) => name === device)
  if (known) return known
  throw invalid('device', device, `one of ${devices.join(', ')}`)
}

function invalid(option: string, value: unknown, allowed: string): GraftError {
  return new GraftError('invalid-option', {
    what: `${option} is ${describeValue(value)}.`,
    where: `option ${option}`,
    fix: `Give ${allowed}.`,
  })
}
