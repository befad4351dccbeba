import { GraftError } from '@graftjs/base'
import type { Memory } from './runtime'

/** What every runtime refuses, in the same words. `where` names the session or the runtime. */

export function checkModel(model: Uint8Array, where: string): void {
  if (ArrayBuffer.isView(model) && model.byteLength > 0) return
  throw new GraftError('invalid-data', {
    what: 'The model has no bytes.',
    where,
    fix: 'Give the bytes of an ONNX model.',
  })
}

export function checkByteLength(byteLength: number, where: string): void {
  if (Number.isSafeInteger(byteLength) && byteLength >= 0) return
  throw new GraftError('invalid-option', {
    what: `A memory cannot have ${byteLength} bytes.`,
    where,
    fix: 'Give a whole number of bytes, 0 or more.',
  })
}

export function checkRange(offset: number, byteLength: number, memory: Memory, where: string): void {
  const whole = [offset, byteLength].every((part) => Number.isSafeInteger(part) && part >= 0)
  if (whole && offset + byteLength <= memory.byteLength) return
  throw new GraftError('invalid-option', {
    what: `Bytes ${offset} to ${offset + byteLength} lie outside a memory of ${memory.byteLength} bytes.`,
    where,
    fix: 'Stay within the memory, or allocate a larger one.',
  })
}

export function throwIfAborted(signal: AbortSignal | undefined, where: string): void {
  if (!signal?.aborted) return
  throw new GraftError('aborted', {
    what: 'The run was aborted.',
    where,
    fix: 'Run it again; its outputs are not to be used.',
    cause: signal.reason,
  })
}

export function foreignMemory(where: string): GraftError {
  return new GraftError('invalid-option', {
    what: 'The memory belongs to another runtime.',
    where,
    fix: 'Use the runtime that allocated it.',
  })
}

export function sessionReleased(where: string): GraftError {
  return new GraftError('use-after-release', {
    what: 'The session was released.',
    where,
    fix: 'Create a new session.',
  })
}

export function runtimeClosed(where: string): GraftError {
  return new GraftError('use-after-release', {
    what: 'The runtime was closed.',
    where,
    fix: 'Start a new runtime.',
  })
}

export function allocationFailed(byteLength: number, where: string, cause: unknown): GraftError {
  return new GraftError('engine-failure', {
    what: `There is no memory for ${byteLength} more bytes.`,
    where,
    fix: 'Use smaller batches or a smaller model, or free memory.',
    cause,
  })
}
