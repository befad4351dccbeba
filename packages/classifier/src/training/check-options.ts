import { GraftError } from '@graftjs/base'
import { describeValue } from '../rows/row-source'
import { optionError } from './option-error'

const devices = ['auto', 'cpu', 'cuda', 'webgpu', 'coreml', 'directml'] as const

/** Where a network may run; `auto` is the best device that works. */
export type DeviceName = (typeof devices)[number]

/** @throws GraftError `invalid-option` where the options of a training are no object. */
export function checkOptionsObject(options: unknown): void {
  if (typeof options === 'object' && options !== null) return
  throw new GraftError('invalid-option', {
    what: `The options are ${describeValue(options)}.`,
    where: 'options',
    fix: 'Give an object with at least the rows: { train }.',
  })
}

/** A signal of another type would be ignored until somebody needs it. */
export function checkSignal(signal: unknown): void {
  if (signal === undefined) return
  if (typeof signal === 'object' && signal !== null && 'aborted' in signal && 'addEventListener' in signal)
    return
  throw optionError('signal', signal, 'the signal of an AbortController')
}

export function checkCallback(option: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') throw optionError(option, value, 'a function')
}

/** The device of an option, by name. */
export function checkDevice(device: unknown): DeviceName {
  const known = devices.find((name) => name === device)
  if (known) return known
  throw optionError('device', device, `one of ${devices.join(', ')}`)
}

/** @throws GraftError `invalid-option` where the size is no positive whole number. */
export function checkBatchSize(batchSize: number): number {
  if (Number.isSafeInteger(batchSize) && batchSize > 0) return batchSize
  throw optionError('batchSize', batchSize, 'a whole number above 0, for example 32')
}
