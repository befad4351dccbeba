import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import { add, divide, multiply, negate, subtract } from '../../../ops/arithmetic'
import { sum } from '../../../ops/broadcast'
import { identity } from '../../../ops/cast'
import { greater, where } from '../../../ops/comparison'
import { softmax } from '../../../ops/composite/softmax'
import { concat, slice, transpose } from '../../../ops/layout'
import { matmul } from '../../../ops/matmul'
import { max } from '../../../ops/reduction'
import { reshape } from '../../../ops/reshape'
import { exp, sqrt } from '../../../ops/unary'
import { zeros } from '../../../tensor/create'
import type { Tensor } from '../../../tensor/tensor'
import { compile } from '../../../transform/compile'
import { readData } from '../../../transform/evaluate'
import type { Behaviours, Surroundings } from './behaviour'
import { assertElements, assertFails, numbersOf, random, row } from './numbers'

interface State {
  readonly weight: Tensor
  readonly first: Tensor
  readonly second: Tensor
}

/** A step in the manner of Adam: every tensor of the state is replaced by one of its size. */
function step({ weight, first, second }: State, gradient: Tensor): State {
  const mean = add(multiply(first, 0.9), multiply(gradient, 0.1))
  const square = add(multiply(second, 0.99), multiply(multiply(gradient, gradient), 0.01))
  const change = divide(mean, add(sqrt(square), 1e-6))
  return { weight: subtract(weight, multiply(change, 0.01)), first: mean, second: square }
}

/** Functions in which a donated first operand must not be overwritten too early, or not at all. */
const hazards: Readonly<Record<string, (x: Tensor, w: Tensor) => readonly Tensor[]>> = {
  'two results of the same two operands': (x, w) => [add(x, w), subtract(x, w)],
  'a result that is the operand itself': (x) => [add(x, 1), x],
  'a result that is the operand under another name': (x) => [add(x, 1), identity(x)],
  'a product that reads all of it': (x, w) => [add(x, matmul(x, w))],
  'a product alone': (x, w) => [matmul(x, w)],
  'its own transpose': (x) => [add(x, transpose(x))],
  'a view that is read later': (x) => [add(x, max(reshape(x, [-1]))), multiply(reshape(x, [-1]), 2)],
  'a view that is read by a long chain': (x) => [
    softmax(exp(negate(reshape(x, [1, 9])))),
    add(x, max(reshape(x, [-1]))),
  ],
  'a row of it': (x) => [add(x, slice(x, 0, 0, 1)), negate(slice(x, 0, 2))],
  'a sum with its own product, twice': (x, w) => {
    const once = add(x, matmul(x, w))
    return [add(once, matmul(once, w)), once]
  },
  'a reduction read by two': (x) => [multiply(x, sum(x)), add(sum(x, { axes: 0 }), 1)],
  'the square of itself': (x) => [multiply(x, x), negate(x)],
  'a choice': (x, w) => [where(greater(w, 0), x, negate(x))],
  'rows that are joined and summed': (x, w) => [sum(reshape(concat([x, w]), [2, 3, 3]), { axes: 0 })],
  'a softmax beside a sum': (x) => [softmax(x), add(x, exp(x))],
}

async function withAndWithout(f: (x: Tensor, w: Tensor) => readonly Tensor[], { engine }: Surroundings) {
  const run = async (donate: readonly number[]) => {
    const program = compile(f, { engine, donate })
    try {
      const results = await program(random([3, 3], 1), random([3, 3], 2))
      return await Promise.all(results.map(numbersOf))
    } finally {
      await program.dispose()
    }
  }
  const kept = await run([])
  deepStrictEqual(await run([0]), kept)
  deepStrictEqual(await run([0, 1]), kept)
}

export const donation: Behaviours = {
  'twenty steps in place give the same bits as twenty steps with new memory': async ({ engine }) => {
    const steps = async (donate: readonly number[]) => {
      const program = compile(step, { engine, donate })
      let state: State = {
        weight: random([5, 7]),
        first: zeros([5, 7]),
        second: zeros([5, 7]),
      }
      for (let i = 0; i < 20; i++) state = await program(state, random([5, 7], 10 + i))
      const bits = await Promise.all([state.weight, state.first, state.second].map(readData))
      await program.dispose()
      return bits
    }
    deepStrictEqual(await steps([0]), await steps([]))
  },

  'a donated state needs no second copy of its memory': async ({ engine }) => {
    const program = compile(step, { engine, donate: [0] })
    const gradient = random([4, 4])
    let state: State = { weight: random([4, 4]), first: zeros([4, 4]), second: zeros([4, 4]) }
    state = await program(state, gradient)
    const before = new Set(engine.live)
    state = await program(state, gradient)
    const made = [...engine.live].filter((buffer) => !before.has(buffer))
    strictEqual(made.length, 0)
    strictEqual(engine.graphs.at(-1)!.aliases.size, 3)
    await program.dispose()
  },

  'a donated tensor cannot be used any more': async ({ engine }) => {
    const program = compile((x: Tensor) => add(x, 1), { engine, donate: [0] })
    const x = row(1, 2, 3)
    await assertElements(await program(x), [2, 3, 4])
    await assertFails(() => program(x), 'use-after-release')
    await assertFails(() => readData(x))
    await assertFails(async () => add(x, 1), 'use-after-release')
    await program.dispose()
  },

  'a donated tensor whose memory nobody takes goes back to the engine': async ({ engine }) => {
    const program = compile((x: Tensor) => sum(x), { engine, donate: [0] })
    const before = engine.live.size
    const result = await program(row(1, 2, 3))
    ok(engine.live.size <= before + 1)
    await assertElements(result, [6])
    await program.dispose()
  },

  'one tensor given twice is not overwritten for the other place': async ({ engine }) => {
    const program = compile((a: Tensor, b: Tensor) => [add(a, 1), multiply(b, 2)] as const, {
      engine,
      donate: [0],
    })
    const x = row(1, 2, 3)
    for (const other of [x, row(1, 2, 3)]) {
      const [left, right] = await program(x, other)
      await assertElements(left, [2, 3, 4])
      await assertElements(right, [2, 4, 6])
      await assertElements(other, [1, 2, 3])
    }
    await program.dispose()
  },

  ...Object.fromEntries(
    Object.entries(hazards).map(([name, f]) => [
      `donation changes no result: ${name}`,
      (surroundings: Surroundings) => withAndWithout(f, surroundings),
    ]),
  ),
}
