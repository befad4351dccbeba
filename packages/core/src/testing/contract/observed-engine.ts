import type { Constants, Engine, EngineBuffer, Executable } from '../../engine/engine'
import type { Graph } from '../../graph/graph'
import type { DType, TypedArray } from '../../tensor/dtype'

/** An engine that counts what is asked of the engine behind it. */
export class ObservedEngine implements Engine {
  readonly name: string
  readonly device: string
  /** How many graphs have been compiled. */
  compiled = 0
  /** Buffers that were made and not released. */
  readonly live = new Set<EngineBuffer>()
  /** The graphs that were compiled, in order. */
  readonly graphs: Graph[] = []

  constructor(private readonly engine: Engine) {
    this.name = engine.name
    this.device = engine.device
  }

  allocate(dtype: DType, shape: readonly number[]): EngineBuffer {
    return this.made(this.engine.allocate(dtype, shape))
  }

  upload(data: TypedArray, dtype: DType, shape: readonly number[]): EngineBuffer {
    return this.made(this.engine.upload(data, dtype, shape))
  }

  write(buffer: EngineBuffer, data: TypedArray): Promise<void> {
    return this.engine.write(buffer, data)
  }

  read(buffer: EngineBuffer): Promise<TypedArray> {
    return this.engine.read(buffer)
  }

  view(buffer: EngineBuffer): TypedArray | undefined {
    return this.engine.view(buffer)
  }

  release(buffer: EngineBuffer): void {
    if (!this.live.delete(buffer)) throw new TypeError('a buffer was released twice')
    this.engine.release(buffer)
  }

  async compile(graph: Graph, constants?: Constants): Promise<Executable> {
    this.compiled++
    this.graphs.push(graph)
    const executable = await this.engine.compile(graph, constants)
    return {
      run: async (inputs, options) => {
        for (const input of inputs) {
          if (!this.live.has(input)) throw new TypeError('a released buffer was given to a run')
        }
        const outputs = await executable.run(inputs, options)
        return outputs.map((output) => this.made(output))
      },
      dispose: () => executable.dispose(),
    }
  }

  async close(): Promise<void> {}

  private made(buffer: EngineBuffer): EngineBuffer {
    this.live.add(buffer)
    return buffer
  }
}
