import { RandomKey } from '@graftjs/base'
import type { Engine } from '../../engine/engine'
import { add, multiply } from '../../ops/arithmetic'
import { sum } from '../../ops/broadcast'
import { literal } from '../../ops/source'
import { type DType, elementsOf, isFloat, numbersOf } from '../../tensor/dtype'
import { elementCount, isConcrete } from '../../tensor/shape'
import { Tensor } from '../../tensor/tensor'
import { type Compiled, compile } from '../../transform/compile'
import { readData } from '../../transform/evaluate'
import { grad, valueAndGrad } from '../../transform/grad'
import type { ReferenceEngine } from '../reference/reference-engine'
import type { Case, Operand } from './case'
import { assertClose, largest, toleranceOf } from './closeness'

/** What one case computes: its results, the gradients of a weighted sum of them, and their own gradients. */
interface Computed {
  readonly results: readonly Tensor[]
  readonly gradients: readonly Tensor[]
  readonly second: readonly Tensor[]
}

type Numbers = {
  readonly shape: readonly number[]
  readonly dtype: DType
  readonly values: ArrayLike<number>
}

/** Everything that a run of a case is given. */
interface Material {
  readonly operands: readonly Numbers[]
  /** One tensor for each floating-point result. None for symbolic cases, which are weighted by themselves. */
  readonly weights: readonly Numbers[]
  /** One tensor for each floating-point operand. */
  readonly directions: readonly Numbers[]
}

type Arguments = [operands: readonly Tensor[], weights: readonly Tensor[], directions: readonly Tensor[]]

/** Runs a case on `engine` and on the reference, and throws where they differ. */
export async function checkCase(test: Case, engine: Engine, reference: ReferenceEngine): Promise<void> {
  const program = programOf(test, engine)
  const expectedProgram = programOf(test, reference)
  try {
    for (const [index, sizes] of (test.sizes ?? [{}]).entries()) {
      const material = draw(test, sizes, RandomKey.from(index + 1))
      const actual = await program(...argumentsOf(material))
      const expected = await expectedProgram(...argumentsOf(material))
      const scales =
        test.scale === 'magnitudes' ? await expectedProgram(...argumentsOf(withoutSigns(material))) : expected
      const at = test.sizes ? ` with ${JSON.stringify(sizes)}` : ''
      for (const part of ['results', 'gradients', 'second'] as const) {
        for (const [position, wanted] of expected[part].entries()) {
          const what = `${part === 'second' ? 'second derivative' : part.slice(0, -1)} ${position}${at}`
          const got = actual[part][position]!
          assertSignature(what, got, wanted)
          const data = numbersOf(await readData(got), got.dtype)
          const scale = largest(reference.exact(scales[part][position]!))
          assertClose(what, data, reference.exact(wanted), scale, toleranceOf(wanted.dtype))
        }
      }
    }
  } finally {
    await program.dispose()
    await expectedProgram.dispose()
  }
}

const listOf = (result: Tensor | readonly Tensor[]): readonly Tensor[] =>
  result instanceof Tensor ? [result] : result

const floats = (tensors: readonly Tensor[]): Tensor[] => tensors.filter(({ dtype }) => isFloat(dtype))

const total = (terms: readonly Tensor[]): Tensor => terms.map((term) => sum(term)).reduce((a, b) => add(a, b))

/** Σ result · weight; for symbolic cases, whose weights would need the results' sizes, ½ Σ result². */
function lossOf(results: readonly Tensor[], weights: readonly Tensor[], symbolic: boolean): Tensor {
  const terms = floats(results).map((result, i) =>
    symbolic ? multiply(multiply(result, result), 0.5) : multiply(result, weights[i]!),
  )
  return terms.length > 0 ? total(terms) : literal(0)
}

function programOf(test: Case, engine: Engine): Compiled<Arguments, Computed> {
  const symbolic = test.sizes !== undefined
  const loss = (operands: readonly Tensor[], weights: readonly Tensor[]) => {
    const results = listOf(test.run(...operands))
    return { loss: lossOf(results, weights, symbolic), results }
  }
  const f = (...[operands, weights, directions]: Arguments): Computed => {
    if (floats(operands).length === 0)
      return { results: loss(operands, weights).results, gradients: [], second: [] }
    const { value, gradients } = valueAndGrad(loss)(operands, weights)
    if (floats(value.results).length === 0) return { results: value.results, gradients: [], second: [] }
    const along = (at: readonly Tensor[]) =>
      total(floats(grad(loss)(at, weights)).map((gradient, i) => multiply(gradient, directions[i]!)))
    return {
      results: value.results,
      gradients: floats(gradients),
      second: test.smooth ? floats(grad(along)(operands)) : [],
    }
  }
  const names = ({ shape }: Operand) => shape.map((size) => (typeof size === 'string' ? size : null))
  const dynamic = test.inputs.map(names)
  const directions = test.inputs.filter(({ dtype }) => isFloat(dtype)).map(names)
  return compile(f, symbolic ? { engine, dynamic: [dynamic, null, directions] } : { engine })
}

function draw(test: Case, sizes: Readonly<Record<string, number>>, key: RandomKey): Material {
  const operands = test.inputs.map(({ shape, dtype, fill }, i): Numbers => {
    const concrete = shape.map((size) => (typeof size === 'string' ? sizes[size]! : size))
    return { shape: concrete, dtype, values: fill(key.fold(i), elementCount(concrete)) }
  })
  const random = (shape: readonly number[], dtype: DType, part: number): Numbers => ({
    shape,
    dtype,
    values: key.fold(part).normal(elementCount(shape)),
  })
  const results = listOf(test.run(...operands.map(tensorOf)))
  const weights = floats(results).map(({ shape, dtype }, i) =>
    random(isConcrete(shape) ? shape : [], dtype, 100 + i),
  )
  const directions = operands
    .filter(({ dtype }) => isFloat(dtype))
    .map(({ shape, dtype }, i) => random(shape, dtype, 200 + i))
  return { operands, weights: test.sizes ? [] : weights, directions }
}

const tensorOf = ({ shape, dtype, values }: Numbers): Tensor =>
  new Tensor(shape, dtype, { kind: 'host', data: elementsOf(dtype, values.length, values) })

/** New tensors each time: an engine keeps the elements of those that it has seen. */
const argumentsOf = ({ operands, weights, directions }: Material): Arguments => [
  operands.map(tensorOf),
  weights.map(tensorOf),
  directions.map(tensorOf),
]

function withoutSigns(material: Material): Material {
  const positive = (numbers: Numbers): Numbers => ({
    ...numbers,
    values: Array.from(numbers.values, Math.abs),
  })
  return {
    operands: material.operands.map(positive),
    weights: material.weights.map(positive),
    directions: material.directions.map(positive),
  }
}

function assertSignature(what: string, got: Tensor, wanted: Tensor): void {
  const [a, b] = [got, wanted].map(({ dtype, shape }) => `${dtype}[${shape.join(', ')}]`)
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`)
}
