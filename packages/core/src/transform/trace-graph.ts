import type { Graph } from '../graph/graph'
import { symbol } from '../tensor/dimension'
import type { DType } from '../tensor/dtype'
import { Tensor } from '../tensor/tensor'
import { lift } from './lift'
import { assertSynchronous } from './traced'

/** What a traced input looks like: sizes that are text are symbolic. */
export interface InputSpecification {
  readonly dtype: DType
  readonly shape: readonly (number | string)[]
}

export interface TracedGraph {
  readonly graph: Graph
  /** Names of the graph's inputs that were declared; after them come the captured tensors. */
  readonly inputNames: readonly string[]
  /** Tensors that the function closed over, in the order of the rest of the graph's inputs. */
  readonly captured: readonly Tensor[]
  readonly outputNames: readonly string[]
}

/** The graph of a function of named tensors, to be written to a file rather than run. */
export function traceGraph(
  f: (inputs: Readonly<Record<string, Tensor>>) => Readonly<Record<string, Tensor>>,
  inputs: Readonly<Record<string, InputSpecification>>,
): TracedGraph {
  const names = Object.keys(inputs)
  const placeholders = Object.entries(inputs).map(([name, { dtype, shape }]) => {
    const dimensions = shape.map((size) => (typeof size === 'number' ? size : symbol(size)))
    return new Tensor(dimensions, dtype, { kind: 'placeholder', name })
  })
  const outputs = f(Object.fromEntries(names.map((name, index) => [name, placeholders[index]!])))
  assertSynchronous('The function to trace', outputs)
  const { graph, used, captured } = lift(Object.values(outputs), { arguments: placeholders })
  return {
    graph,
    inputNames: used.map((index) => names[index]!),
    captured,
    outputNames: Object.keys(outputs),
  }
}
