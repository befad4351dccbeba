import type { Graph } from '../graph/graph'
import type { DType, TypedArray } from '../tensor/dtype'

/**
 * What an engine must do for the core, and all that the core knows of one. An engine gives a graph no
 * meaning of its own: every operation means what the float64 reference engine in `core/testing` computes.
 */
export interface Engine {
  /** For messages and results, for example `onnx (native, cpu)`. */
  readonly name: string
  readonly device: string
  /** New memory with undefined content. */
  allocate(dtype: DType, shape: readonly number[]): EngineBuffer
  /** Memory with this content. The engine may go on using `data` itself, so the caller must leave it alone. */
  upload(data: TypedArray, dtype: DType, shape: readonly number[]): EngineBuffer
  /** Replaces the content of a buffer. */
  write(buffer: EngineBuffer, data: TypedArray): Promise<void>
  /** A copy of the content. */
  read(buffer: EngineBuffer): Promise<TypedArray>
  /** The buffer's own memory where JavaScript can see it, which workers can fill in place. */
  view(buffer: EngineBuffer): TypedArray | undefined
  /** Gives memory back; the buffer is not used again. */
  release(buffer: EngineBuffer): void
  /**
   * `constants` says of some inputs, by index, what they hold in every run: an engine may build that into what it
   * makes. `run` is given these buffers all the same.
   */
  compile(graph: Graph, constants?: Constants): Promise<Executable>
  close(): Promise<void>
}

/** Index of a graph's input → the buffer that it always is. */
export type Constants = ReadonlyMap<number, EngineBuffer>

/** A tensor's memory on an engine's device. */
export interface EngineBuffer {
  readonly dtype: DType
  readonly shape: readonly number[]
}

/** What an engine makes of a graph. */
export interface Executable {
  /**
   * Computes the graph's outputs from buffers in the order of `graph.inputs`. An output that the graph
   * aliases to an input is written into that input's buffer, which is returned in its place.
   * An abort rejects with the GraftError code `aborted` and leaves aliased inputs undefined.
   */
  run(
    inputs: readonly EngineBuffer[],
    options?: { signal?: AbortSignal | undefined },
  ): Promise<EngineBuffer[]>
  dispose(): Promise<void>
}
