import { fillKeepMasks, type RandomKey } from '@graftjs/base'
import type { Engine, EngineBuffer } from '../engine/engine'
import type { BernoulliAttributes } from '../ops/source'
import { elementCount, type Shape } from '../tensor/shape'

/** The buffers of a program's random masks, which are drawn anew for every run and kept between runs. */
export class MaskMemory {
  private buffers: (EngineBuffer | undefined)[] = []

  constructor(
    private readonly engine: Engine,
    private readonly masks: readonly BernoulliAttributes[],
  ) {}

  /** Draws every mask of a run. (A caller that knows the next run's keys could draw them during this one.) */
  async draw(
    keyAt: (path: BernoulliAttributes['key']) => RandomKey,
    sizes: (shape: Shape) => number[],
  ): Promise<EngineBuffer[]> {
    const drawn = this.masks.map(({ shape, keep, key }, index) => {
      const buffer = this.bufferFor(index, sizes(shape))
      const view = this.engine.view(buffer)
      const out = view ? (view as Float32Array) : new Float32Array(elementCount(buffer.shape))
      return { buffer, seen: view !== undefined, mask: { key: keyAt(key), keep, out } }
    })
    await fillKeepMasks(drawn.map(({ mask }) => mask))
    for (const { buffer, seen, mask } of drawn) if (!seen) await this.engine.write(buffer, mask.out)
    return drawn.map(({ buffer }) => buffer)
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
