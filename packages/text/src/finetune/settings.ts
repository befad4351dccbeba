import { GraftError } from '@graftjs/base'
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

/** Checks what can be checked before anything is opened. */
export function resolveFinetuneSettings(
  options: Partial<FinetuneSettings>,
  modelLength: number,
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
