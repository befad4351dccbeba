import type { Engine, EngineBuffer } from '../engine/engine'
import { donatedError } from '../ops/apply'
import { isConcrete } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { withoutElements } from './traced'

/** The tensor's memory where it is on `engine` already: most are, and hundreds of promises take their time. */
export const bufferHere = (engine: Engine, { source }: Tensor): EngineBuffer | undefined =>
  source.kind === 'stored' && source.engine === engine ? source.buffer : undefined

/** The tensor's memory on `engine`; elements that are elsewhere move there once and stay. */
export async function bufferOn(engine: Engine, tensor: Tensor): Promise<EngineBuffer> {
  const { source, shape, dtype } = tensor
  const here = bufferHere(engine, tensor)
  if (here) return here
  if (source.kind === 'donated') throw donatedError(undefined, tensor)
  if ((source.kind !== 'host' && source.kind !== 'stored') || !isConcrete(shape))
    throw withoutElements(tensor)
  const data = source.kind === 'host' ? source.data : await source.engine.read(source.buffer)
  if (tensor.source !== source) return bufferOn(engine, tensor)
  const buffer = engine.upload(data, dtype, shape)
  tensor.settle({ kind: 'stored', engine, buffer })
  if (source.kind === 'stored') source.engine.release(source.buffer)
  return buffer
}
