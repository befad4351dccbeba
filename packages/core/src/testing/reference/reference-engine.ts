import { GraftError } from '@graftjs/base'
import type { Engine, EngineBuffer, Executable } from '../../engine/engine'
import type { Body } from '../../graph/body'
import { type Graph, nodesBehind } from '../../graph/graph'
import type { Node } from '../../graph/node'
import { rebuild } from '../../graph/rebuild'
import { type Dimension, evaluateDimension } from '../../tensor/dimension'
import type { DType, TypedArray } from '../../tensor/dtype'
import { elementCount, evaluateShape, formatShape } from '../../tensor/shape'
import type { Tensor } from '../../tensor/tensor'
import { bindDimensions } from '../../transform/bind-dimensions'
import { type Elements, narrow, stored, widen } from './elements'
import type { KernelCall } from './kernel'
import { kernelOf } from './table'

interface ReferenceBuffer extends EngineBuffer {
  /** Undefined once released. */
  data: Float64Array | undefined
}

/** The float64 reference engine; see `referenceEngine`. */
export interface ReferenceEngine extends Engine {
  /** The elements of a computed tensor as the float64 numbers they were computed to, not rounded to its dtype. */
  exact(tensor: Tensor): Float64Array
}

/**
 * The engine that says what every operation means: slow, obvious TypeScript that computes everything in
 * float64, composites by their composition. Declared dtypes only decide what `read` returns, and the range of
 * integers. Other engines are held against it; it is itself held against finite differences and PyTorch.
 *
 * Errors: `invalid-data` where gather or scatterAdd meets an index outside its axis.
 */
export function referenceEngine(): ReferenceEngine {
  return new Float64Engine()
}

class Float64Engine implements ReferenceEngine {
  readonly name = 'reference (float64)'
  readonly device = 'cpu'

  allocate(dtype: DType, shape: readonly number[]): ReferenceBuffer {
    return { dtype, shape, data: new Float64Array(elementCount(shape)) }
  }

  upload(data: TypedArray, dtype: DType, shape: readonly number[]): ReferenceBuffer {
    return { dtype, shape, data: widen(data, dtype) }
  }

  async write(buffer: EngineBuffer, data: TypedArray): Promise<void> {
    contentOf(buffer).set(widen(data, buffer.dtype))
  }

  async read(buffer: EngineBuffer): Promise<TypedArray> {
    return narrow(contentOf(buffer), buffer.dtype)
  }

  /** The memory holds float64, which is not the buffer's dtype: nobody else can read or fill it. */
  view(): undefined {
    return undefined
  }

  release(buffer: EngineBuffer): void {
    contentOf(buffer)
    asOwn(buffer).data = undefined
  }

  async compile(graph: Graph): Promise<Executable> {
    return new Interpreter(this, graph)
  }

  async close(): Promise<void> {}

  exact(tensor: Tensor): Float64Array {
    const { source } = tensor
    if (source.kind === 'stored' && source.engine === this) return contentOf(source.buffer).slice()
    if (source.kind === 'host') return widen(source.data, tensor.dtype)
    throw new GraftError('invalid-data', {
      what: `${String(tensor)} was not computed by this reference engine.`,
      fix: 'Pass a result of a function that was compiled for it.',
    })
  }
}

/** Computes a graph node by node. */
class Interpreter implements Executable {
  private readonly outputs: readonly Tensor[]
  private readonly nodes: readonly Node[]

  constructor(
    private readonly engine: Float64Engine,
    private readonly graph: Graph,
  ) {
    this.outputs = primitive(graph.inputs, graph.outputs)
    this.nodes = nodesBehind(this.outputs, new Set(graph.inputs))
    for (const { op } of this.nodes) if (!kernelOf(op.name)) throw unknownOp(op.name)
  }

  async run(
    inputs: readonly EngineBuffer[],
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<EngineBuffer[]> {
    const { graph, engine } = this
    const sizes = bindDimensions(
      graph.inputs.map(({ shape }) => shape),
      inputs.map(({ shape }) => shape),
      (index) => `input ${index}`,
    )
    const known = new Map<Tensor, Elements>(
      graph.inputs.map((tensor, index) => {
        const { shape, dtype } = inputs[index]!
        return [tensor, { shape, dtype, data: contentOf(inputs[index]!) }]
      }),
    )
    let pausedAt = performance.now()
    for (const node of this.nodes) {
      if (signal && performance.now() - pausedAt > PAUSE_EVERY) {
        await new Promise((resolve) => setTimeout(resolve))
        pausedAt = performance.now()
      }
      if (signal?.aborted) throw abortedError()
      for (const [index, result] of compute(node, known, sizes).entries())
        known.set(node.outputs[index]!, result)
    }
    // Nothing is written before everything is computed, so an aliased input is read first by all its readers.
    const results = this.outputs.map((tensor) => known.get(tensor)!).map(({ data }) => data.slice())
    return results.map((data, index) => {
      const { shape, dtype } = this.outputs[index]!
      const alias = graph.aliases.get(index)
      const buffer =
        alias === undefined ? engine.allocate(dtype, evaluateShape(shape, sizes)) : inputs[alias]!
      contentOf(buffer).set(data)
      return buffer
    })
  }

  async dispose(): Promise<void> {}
}

/** The same computation with every composite written out. */
const primitive = (inputs: readonly Tensor[], outputs: readonly Tensor[]): Tensor[] =>
  rebuild(outputs, { inputs, keep: () => false })

const primitiveBodies = new WeakMap<Body, { outputs: readonly Tensor[]; nodes: readonly Node[] }>()

function runBody(
  body: Body,
  inputs: readonly Elements[],
  sizes: ReadonlyMap<string, number>,
): readonly Elements[] {
  let written = primitiveBodies.get(body)
  if (!written) {
    const outputs = primitive(body.inputs, body.outputs)
    written = { outputs, nodes: nodesBehind(outputs, new Set(body.inputs)) }
    primitiveBodies.set(body, written)
  }
  const known = new Map(body.inputs.map((input, index) => [input, inputs[index]!]))
  for (const node of written.nodes) {
    for (const [index, result] of compute(node, known, sizes).entries())
      known.set(node.outputs[index]!, result)
  }
  return written.outputs.map((output) => known.get(output)!)
}

/** Milliseconds between two looks at the event loop, so that an abort can arrive. */
const PAUSE_EVERY = 10

function compute(
  node: Node,
  known: ReadonlyMap<Tensor, Elements>,
  sizes: ReadonlyMap<string, number>,
): Elements[] {
  const signatures = node.outputs.map(({ shape, dtype }) => ({ shape: evaluateShape(shape, sizes), dtype }))
  const call = {
    inputs: node.inputs.map((input) => known.get(input)!),
    ...signatures[0]!,
    attributes: node.attributes as KernelCall<never>['attributes'],
    size: (dimension: Dimension) => evaluateDimension(dimension, sizes),
    run: (body: Body, inputs: readonly Elements[]) => runBody(body, inputs, sizes),
  }
  const computed = kernelOf(node.op.name)!(call)
  const results = computed instanceof Float64Array ? [computed] : computed
  return signatures.map(({ shape, dtype }, index) => {
    const data = results[index]!.map(stored[dtype])
    if (data.length !== elementCount(shape)) {
      throw new GraftError('engine-failure', {
        what: `${node.op.name} computed ${data.length} elements for the shape ${formatShape(shape)}.`,
        fix: 'Correct the shape rule or the kernel of the operation.',
      })
    }
    return { shape, dtype, data }
  })
}

const asOwn = (buffer: EngineBuffer): ReferenceBuffer => {
  if ('data' in buffer) return buffer as ReferenceBuffer
  throw new GraftError('engine-failure', {
    what: 'A buffer of another engine was given to the reference engine.',
    fix: 'Use one engine for tensors that meet in an expression.',
  })
}

function contentOf(buffer: EngineBuffer): Float64Array {
  const { data } = asOwn(buffer)
  if (data) return data
  throw new GraftError('use-after-release', {
    what: `A buffer of shape ${formatShape(buffer.shape)} was used after it had been released.`,
    fix: 'Keep the tensor that owns it for as long as it is in use.',
  })
}

const abortedError = (): GraftError =>
  new GraftError('aborted', {
    what: 'The run was stopped by its AbortSignal.',
    fix: 'Run again when the result is needed after all.',
  })

const unknownOp = (name: string): GraftError =>
  new GraftError('unsupported', {
    what: `The reference engine has no kernel for the operation "${name}".`,
    fix: 'Give a custom operation a `compose`, or add a kernel to packages/core/src/testing/reference.',
  })
