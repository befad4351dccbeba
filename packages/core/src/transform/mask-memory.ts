import type { RandomKey } from '@graftjs/base'
import type { Engine, EngineBuffer } from '../engine/engine'
import type { BernoulliAttributes } from '../ops/source'
import { elementCount, type Shape } from '../tensor/shape'
import { drawMask } from './mask'

/** The buffers of a program's random masks, which are drawn anew for every run and kept between runs. */
export class MaskMemory {
  private buffers: (EngineBuffer | undefined)[] = []

  constructor(
    private readonly engine: Engine,
    private readonly masks: readonly BernoulliAttributes[],
  ) {}

  async draw(
    keyAt: (path: BernoulliAttributes['key']) => RandomKey,
    sizes: (shape: Shape) => number[],
  ): Promise<EngineBuffer[]> {
    const drawn: EngineBuffer[] = []
    for (const [index, { shape, keep, key }] of this.masks.entries()) {
      const buffer = this.bufferFor(index, sizes(shape))
      const view = this.engine.view(buffer)
      const out = view ? (view as Float32Array) : new Float32Array(elementCount(buffer.shape))
      drawMask(keyAt(key), keep, out)
      if (!view) await this.engine.write(buffer, out)
      drawn.push(buffer)
    }
    return drawn
  }

  private bufferFor(index: number, shape: number[]): EngineBuffer {
    const kept = this.buffers[index]
    if (kept?.shape.every((size, axis) => size === shape[axis])) return kept
    if (kept) this.engine.release(kept)
    const buffer = this.engine.allocate('float32', shape)
    this.buffers[index] = buffer
    return buffer
  }

  release(): void {
    for (const buffer of this.buffers) if (buffer) this.engine.release(buffer)
    this.buffers = []
  }
}
