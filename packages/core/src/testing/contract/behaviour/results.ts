import { deepStrictEqual, notStrictEqual, strictEqual } from 'node:assert/strict'
import { add, multiply, negate } from '../../../ops/arithmetic'
import { identity } from '../../../ops/cast'
import { literal } from '../../../ops/source'
import type { Tensor } from '../../../tensor/tensor'
import { compile } from '../../../transform/compile'
import { evaluate } from '../../../transform/evaluate'
import type { Behaviours } from './behaviour'
import { assertElements, numbersOf, row } from './numbers'

export const results: Behaviours = {
  'an argument that is a result comes back itself': async ({ engine }) => {
    const program = compile((x: Tensor, y: Tensor) => ({ x, sum: add(x, y), y }), { engine })
    const x = row(1, 2)
    const result = await program(x, row(3, 4))
    strictEqual(result.x, x)
    await assertElements(result.sum, [4, 6])
    await assertElements(result.y, [3, 4])
    await program.dispose()
  },

  'a function of its arguments alone computes nothing': async ({ engine }) => {
    const program = compile((x: Tensor, given: boolean) => (given ? x : {}), { engine, donate: [0] })
    const x = row(1, 2)
    strictEqual(await program(x, true), x)
    await assertElements(x, [1, 2])
    deepStrictEqual(await program(x, false), {})
    await program.dispose()
  },

  'an argument under another name is a result of its own': async ({ engine }) => {
    const program = compile((x: Tensor) => [identity(x), identity(identity(x))] as const, { engine })
    const x = row(1, 2)
    const [first, second] = await program(x)
    notStrictEqual(first, x)
    await assertElements(first, [1, 2])
    await assertElements(second, [1, 2])
    await program.dispose()
  },

  'one result in several places, and equal results, are all there': async ({ engine }) => {
    const f = (x: Tensor) => {
      const once = multiply(x, 2)
      return { once, again: once, equal: multiply(x, 2), list: [once, negate(once)] }
    }
    const program = compile(f, { engine })
    const result = await program(row(1, -2))
    strictEqual(result.once, result.again)
    await assertElements(result.equal, [2, -4])
    await assertElements(result.list[0]!, [2, -4])
    await assertElements(result.list[1]!, [-2, 4])
    await program.dispose()
  },

  'numbers and captured tensors can be results': async ({ engine }) => {
    const captured = row(5, 6)
    const program = compile(
      (x: Tensor) => ({ x: negate(x), seven: literal(7), captured, note: 'static', none: null }),
      { engine },
    )
    const result = await program(row(1))
    await assertElements(result.seven, [7])
    await assertElements(result.captured, [5, 6])
    deepStrictEqual([result.note, result.none], ['static', null])
    await assertElements(captured, [5, 6])
    await program.dispose()
  },

  'a captured tensor is an input: its elements stay one buffer over many runs': async ({ engine }) => {
    const weight = row(10, 20)
    const program = compile((x: Tensor) => multiply(x, weight), { engine })
    await assertElements(await program(row(1, 2)), [10, 40])
    const before = engine.live.size
    const result = await program(row(3, 4))
    strictEqual(engine.live.size, before + 2)
    await assertElements(result, [30, 80])
    await program.dispose()
  },

  'a function of nothing runs': async ({ engine }) => {
    const program = compile(() => add(literal(2), literal(3)), { engine })
    await assertElements(await program(), [5])
    await program.dispose()
  },

  'eager tensors are computed together and keep their elements': async ({ engine }) => {
    const x = row(1, 2, 3)
    const doubled = multiply(x, 2)
    const shifted = add(doubled, 1)
    const same = multiply(x, 2)
    const before = engine.compiled
    await evaluate([doubled, shifted, same, shifted], engine)
    strictEqual(engine.compiled - before, 1)
    deepStrictEqual(await Promise.all([doubled, shifted, same].map(numbersOf)), [
      [2, 4, 6],
      [3, 5, 7],
      [2, 4, 6],
    ])
    await evaluate([doubled], engine)
    strictEqual(engine.compiled - before, 1)
  },

  'two evaluations of one tensor at once leave one copy of it': async ({ engine }) => {
    const x = row(1, 2, 3)
    const y = multiply(x, 3)
    await evaluate([add(x, 1)], engine)
    const before = engine.live.size
    await Promise.all([evaluate([y], engine), evaluate([y], engine)])
    await assertElements(y, [3, 6, 9])
    // Each evaluation uploads its own scalar 3; the result is kept once.
    const kept = [...engine.live].slice(before).filter(({ shape }) => shape.length === 1)
    strictEqual(kept.length, 1)
  },
}
