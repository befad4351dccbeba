import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import { add, multiply } from '../../../ops/arithmetic'
import { sum } from '../../../ops/broadcast'
import { convolve } from '../../../ops/convolution'
import { gather } from '../../../ops/indexing'
import { concat, transpose } from '../../../ops/layout'
import { matmul } from '../../../ops/matmul'
import { reshape } from '../../../ops/reshape'
import { relu } from '../../../ops/unary'
import { fromTypedArray, tensor, zeros } from '../../../tensor/create'
import type { Tensor } from '../../../tensor/tensor'
import { compile } from '../../../transform/compile'
import { evaluate } from '../../../transform/evaluate'
import type { Behaviours, Surroundings } from './behaviour'
import { assertElements, assertFails, numbersOf, random, row } from './numbers'

/** Functions of `[rows, 8]` and what they close over, of every kind that an engine may prepare. */
function models(): Readonly<Record<string, (x: Tensor) => Tensor>> {
  const filter = random([3, 2, 2, 2], 1)
  const [scale, shift] = [random([3, 1, 1], 2), random([3, 1, 1], 3)]
  const weight = random([8, 5], 4)
  const order = fromTypedArray(Int32Array.of(2, 0, 1), [3])
  return {
    'a convolution with a scale and a shift of each channel': (x) =>
      relu(add(multiply(convolve(reshape(x, [-1, 2, 2, 2]), filter), scale), shift)),
    'a product with a transposed matrix': (x) => matmul(x, transpose(transpose(weight))),
    'a sum of what is constant': (x) => add(x, sum(multiply(weight, 2))),
    'rows in an order that is constant': (x) => gather(reshape(x, [-1]), order),
    'elements one by one': (x) => multiply(x, reshape(random([8], 5), [1, 8])),
    'nothing joined to it': (x) => concat([x, zeros([0, 8])]),
  }
}

async function openAndFrozen(f: (x: Tensor) => Tensor, { engine }: Surroundings): Promise<void> {
  const options = { engine, dynamic: [['rows', null]] } as const
  const open = compile(f, options)
  const frozen = compile(f, { ...options, frozen: true })
  const before = engine.compiled
  for (const rows of [1, 3]) {
    const x = random([rows, 8], rows)
    const [wanted, found] = [await numbersOf(await open(x)), await numbersOf(await frozen(x))]
    strictEqual(found.length, wanted.length)
    const largest = Math.max(...wanted.map(Math.abs))
    for (const [index, value] of found.entries()) {
      ok(
        Math.abs(value - wanted[index]!) <= 1e-5 * largest,
        `${value} instead of ${wanted[index]} at ${index}`,
      )
    }
  }
  strictEqual(engine.compiled - before, 2)
  await open.dispose()
  await frozen.dispose()
}

export const frozen: Behaviours = {
  ...Object.fromEntries(
    Object.keys(models()).map((name) => [
      `frozen, it computes the same: ${name}`,
      (surroundings: Surroundings) => openAndFrozen(models()[name]!, surroundings),
    ]),
  ),

  'what a frozen function closes over may be its result': async ({ engine }) => {
    const weight = row(1, 2, 3)
    const program = compile((x: Tensor) => ({ weight, sum: add(x, weight) }), { engine, frozen: true })
    for (const value of [1, 2]) {
      const found = await program(row(value))
      await assertElements(found.weight, [1, 2, 3])
      await assertElements(found.sum, [1 + value, 2 + value, 3 + value])
    }
    await program.dispose()
  },

  'what a frozen function closes over may be used by others, here and elsewhere': async ({
    engine,
    createEngine,
  }) => {
    const other = await createEngine()
    const weight = random([4, 4])
    const frozen = compile((x: Tensor) => matmul(x, weight), { engine, frozen: true })
    const x = random([2, 4], 2)
    const before = await numbersOf(await frozen(x))
    await evaluate([add(weight, 1)], engine)
    await compile((y: Tensor) => add(y, weight), { engine: other })(tensor(1))
    // The memory that the weights had may now be another's.
    for (let i = 0; i < 4; i++) await evaluate([add(random([4, 4], i), 1)], engine)
    deepStrictEqual(await numbersOf(await frozen(x)), before)
    await frozen.dispose()
    await other.close()
  },

  'a frozen function does not outlive what it closes over': async ({ engine }) => {
    const weight = row(1, 2, 3)
    const frozen = compile((x: Tensor) => multiply(x, sum(weight)), { engine, frozen: true })
    await assertElements(await frozen(row(2)), [12])
    await compile((given: Tensor) => add(given, 1), { engine, donate: [0] })(weight)
    await assertFails(() => frozen(row(2)), 'use-after-release')
    await frozen.dispose()
  },
}
