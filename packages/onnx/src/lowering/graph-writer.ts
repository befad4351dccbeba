import {
  type Dimension,
  type DType,
  elementsOf,
  floorDivisionOf,
  formatDimension,
  isConcrete,
  type Shape,
  type Tensor,
  type TypedArray,
} from '@graftjs/core'
import { type Attribute, attribute, type NodeDescription, type TensorDescription } from '../model/graph'

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>
  readonly domain?: 'com.microsoft'
}

/** Collects the nodes and constants of one ONNX graph, and knows how to write symbolic sizes. */
export class GraphWriter {
  readonly nodes: NodeDescription[] = []
  readonly initializers: TensorDescription[] = []
  private readonly constants = new Map<string, string>()
  private readonly sizes = new Map<string, string>()
  private readonly symbols = new Map<string, { readonly input: string; readonly axis: number }>()
  private count = 0

  constructor(
    /** Standard operators only, for files that other programs open. */
    readonly portable: boolean,
    /** The writer of the graph around this one, which holds its constants and sizes. */
    private readonly outer?: GraphWriter,
  ) {}

  /** A writer for a graph inside an attribute: a body of this one, which may read all that is written here. */
  inside(): GraphWriter {
    return new GraphWriter(this.portable, this)
  }

  /** A name that no other value has, in this graph, around it or inside. */
  freshName(kind: string): string {
    return this.outer ? this.outer.freshName(kind) : `${kind}_${this.count++}`
  }

  /** Tells where the value of a symbolic dimension can be read. */
  declareInput(name: string, { shape }: Tensor): void {
    shape.forEach((dimension, axis) => {
      if (typeof dimension !== 'number' && !this.symbols.has(dimension.key)) {
        this.symbols.set(dimension.key, { input: name, axis })
      }
    })
  }

  /** Writes a node with one result and returns its name. */
  node(opType: string, inputs: readonly string[], options: NodeOptions = {}): string {
    return this.nodeWithResults(opType, inputs, 1, options)[0]!
  }

  nodeWithResults(
    opType: string,
    inputs: readonly string[],
    results: number,
    options: NodeOptions = {},
  ): string[] {
    const name = this.freshName(opType)
    const outputs = Array.from({ length: results }, (_, index) => (index === 0 ? name : `${name}.${index}`))
    this.nodes.push({ opType, name, inputs, outputs, ...options })
    return outputs
  }

  /** A constant of the graph; equal constants are stored once. */
  constant(dtype: DType, dims: readonly number[], values: readonly number[]): string
  /** One of many values, told from others by a key. */
  constant(dtype: DType, dims: readonly number[], key: string, make: () => readonly number[]): string
  constant(
    dtype: DType,
    dims: readonly number[],
    content: readonly number[] | string,
    make = (): readonly number[] => (typeof content === 'string' ? [] : content),
  ): string {
    if (this.outer) return this.outer.constant(dtype, dims, String(content), make)
    const key = `${dtype}[${dims}]${content}`
    const known = this.constants.get(key)
    if (known) return known
    const name = `constant_${this.constants.size}`
    this.constants.set(key, name)
    const values = make()
    this.initializers.push({ name, elementType: dtype, dims, data: elementsOf(dtype, values.length, values) })
    return name
  }

  scalar(dtype: DType, value: number): string {
    return this.constant(dtype, [], [value])
  }

  integers(values: readonly number[]): string {
    return this.constant('int64', [values.length], values)
  }

  /** A stored tensor under its own name, such as a trained weight. */
  stored(name: string, dtype: DType, dims: readonly number[], data: TypedArray): void {
    this.initializers.push({ name, elementType: dtype, dims, data })
  }

  /** The sizes of a shape as an int64 vector. */
  shape(dimensions: readonly Dimension[]): string {
    if (isConcrete(dimensions)) return this.integers(dimensions)
    if (this.outer) return this.outer.shape(dimensions)
    const parts = dimensions.map((dimension) => this.size(dimension))
    return parts.length === 1
      ? parts[0]!
      : this.remember(`shape ${dimensions.map(formatDimension)}`, () =>
          this.node('Concat', parts, { attributes: { axis: attribute.int(0) } }),
        )
  }

  /** One size as an int64 vector of one element. */
  size(dimension: Dimension): string {
    if (typeof dimension === 'number') return this.integers([dimension])
    if (this.outer) return this.outer.size(dimension)
    return this.remember(dimension.key, () => {
      const terms = [...dimension.terms].map(([monomial, coefficient]) => {
        const factors = monomial
          .split('*')
          .filter(Boolean)
          .map((atom) => this.atom(atom))
        if (coefficient !== 1 || factors.length === 0) factors.unshift(this.integers([coefficient]))
        return factors.reduce((a, b) => this.node('Mul', [a, b]))
      })
      return terms.reduce((a, b) => this.node('Add', [a, b]))
    })
  }

  private atom(name: string): string {
    return this.remember(`atom ${name}`, () => {
      const division = floorDivisionOf(name)
      // Sizes are never negative, so ONNX's truncating division is the floor.
      if (division) return this.node('Div', [this.size(division.dividend), this.integers([division.divisor])])
      const place = this.symbols.get(name)
      if (!place) throw new TypeError(`no input has the plain dimension "${name}"`)
      return this.node('Shape', [place.input], {
        attributes: { start: attribute.int(place.axis), end: attribute.int(place.axis + 1) },
      })
    })
  }

  private remember(key: string, write: () => string): string {
    const known = this.sizes.get(key)
    if (known) return known
    const name = write()
    this.sizes.set(key, name)
    return name
  }
}

/** How ONNX files spell the dims of a value. */
export const dimsOf = (shape: Shape): (number | string)[] =>
  shape.map((dimension) => (typeof dimension === 'number' ? dimension : dimension.key))
