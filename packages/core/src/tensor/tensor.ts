import type { Engine, EngineBuffer } from '../engine/engine'
import type { Node } from '../graph/node'
import type { Methods } from '../methods'
import type { DType, TypedArray } from './dtype'
import { formatElements } from './format'
import { formatShape, isConcrete, type Shape, type Signature } from './shape'

/** Where a tensor's elements are, or will come from. */
export type Source =
  /** The `index`-th result of a call that has not run yet. */
  | { readonly kind: 'node'; readonly node: Node; readonly index: number }
  /** Elements in JavaScript's memory. */
  | { readonly kind: 'host'; readonly data: TypedArray }
  /** Elements in an engine's memory, on its device. */
  | { readonly kind: 'stored'; readonly engine: Engine; readonly buffer: EngineBuffer }
  /** An input of a function that is being traced; it has no elements. `remedy`: what it should have got them by. */
  | { readonly kind: 'placeholder'; readonly name: string; readonly remedy?: string }
  /** Given away to an executable that was compiled with `donate`. */
  | { readonly kind: 'donated' }

/** What is worth telling of a tensor whose elements are not at hand. */
const states: Readonly<Record<Source['kind'], string>> = {
  host: '',
  stored: '',
  node: 'not computed yet',
  placeholder: 'of a traced function',
  donated: 'donated',
}

/** Frees an engine's buffer once no tensor can reach it any more. */
const abandoned = new FinalizationRegistry<{ engine: Engine; buffer: EngineBuffer }>(({ engine, buffer }) =>
  engine.release(buffer),
)

/**
 * An immutable, lazy n-dimensional array: a shape, a dtype and a node of a graph.
 *
 * Operations on tensors build a graph; `await t.data()` computes it. Inside a traced function (`compile`,
 * `grad`) a tensor has no elements yet, and reading them is an error that says so.
 */
export class Tensor implements Signature {
  /** @internal Operations and transforms make tensors; programs use `tensor`, `zeros` and the like. */
  constructor(
    readonly shape: Shape,
    readonly dtype: DType,
    private current: Source,
  ) {
    this.watch()
  }

  /** The number of axes. */
  get rank(): number {
    return this.shape.length
  }

  /** @internal */
  get source(): Source {
    return this.current
  }

  /** @internal The graph behind a computed tensor is let go, and its memory with it. */
  settle(source: Source): void {
    if (this.current.kind === 'stored') abandoned.unregister(this)
    this.current = source
    this.watch()
  }

  private watch(): void {
    if (this.current.kind !== 'stored') return
    const { engine, buffer } = this.current
    abandoned.register(this, { engine, buffer }, this)
  }

  toString(): string {
    const { current } = this
    const state = current.kind === 'placeholder' && current.remedy ? 'without a value' : states[current.kind]
    return `Tensor(${this.dtype} ${formatShape(this.shape)}${state && `, ${state}`})`
  }

  /** How Node's `console.log` shows a tensor: with its elements, where JavaScript has them. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const { current, shape, dtype } = this
    if (current.kind !== 'host' || !isConcrete(shape)) return this.toString()
    return `Tensor(${dtype} ${formatShape(shape)}) ${formatElements(current.data, shape, dtype)}`
  }

  readonly [Symbol.toStringTag] = 'Tensor'

  // The operations as methods; `methods.ts` puts them in place.
  declare readonly add: Methods['add']
  declare readonly subtract: Methods['subtract']
  declare readonly multiply: Methods['multiply']
  declare readonly divide: Methods['divide']
  declare readonly negate: Methods['negate']
  declare readonly matmul: Methods['matmul']
  declare readonly sum: Methods['sum']
  declare readonly mean: Methods['mean']
  declare readonly max: Methods['max']
  declare readonly reshape: Methods['reshape']
  declare readonly transpose: Methods['transpose']
  declare readonly slice: Methods['slice']
  declare readonly cast: Methods['cast']
  declare readonly data: Methods['data']
  declare readonly item: Methods['item']
  declare readonly array: Methods['array']
  declare readonly power: Methods['power']
  declare readonly modulo: Methods['modulo']
  declare readonly equal: Methods['equal']
  declare readonly notEqual: Methods['notEqual']
  declare readonly less: Methods['less']
  declare readonly lessEqual: Methods['lessEqual']
  declare readonly greater: Methods['greater']
  declare readonly greaterEqual: Methods['greaterEqual']
  declare readonly min: Methods['min']
  declare readonly argMax: Methods['argMax']
  declare readonly abs: Methods['abs']
  declare readonly exp: Methods['exp']
  declare readonly log: Methods['log']
  declare readonly sqrt: Methods['sqrt']
  declare readonly square: Methods['square']
  declare readonly clamp: Methods['clamp']
  declare readonly at: Methods['at']
  declare readonly flatten: Methods['flatten']
  declare readonly squeeze: Methods['squeeze']
  declare readonly expandDimensions: Methods['expandDimensions']
  declare readonly text: Methods['text']
}

const brand = Symbol.for('graft.tensor')
Object.defineProperty(Tensor.prototype, brand, { value: true })

/** Tells a tensor from any other value, across copies of this package. */
export const isTensor = (value: unknown): value is Tensor =>
  typeof value === 'object' && value !== null && brand in value
