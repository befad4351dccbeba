import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import { add, multiply } from '../../../ops/arithmetic'
import { sum } from '../../../ops/broadcast'
import { mean } from '../../../ops/reduction'
import type { Tensor } from '../../../tensor/tensor'
import { compile } from '../../../transform/compile'
import { evaluate } from '../../../transform/evaluate'
import { grad } from '../../../transform/grad'
import type { Behaviours } from './behaviour'
import { assertElements, numbersOf, random, row } from './numbers'

export const recompilation: Behaviours = {
  'a static argument compiles again when it changes, and only then': async ({ engine }) => {
    const program = compile(
      (x: Tensor, { times, mode }: { times: number; mode: string }) =>
        mode === 'sum' ? sum(multiply(x, times)) : multiply(x, times),
      { engine },
    )
    const before = engine.compiled
    await assertElements(await program(row(1, 2), { times: 3, mode: 'each' }), [3, 6])
    await assertElements(await program(row(5, 2), { times: 3, mode: 'each' }), [15, 6])
    strictEqual(engine.compiled - before, 1)
    await assertElements(await program(row(1, 2), { times: 4, mode: 'each' }), [4, 8])
    await assertElements(await program(row(1, 2), { times: 4, mode: 'sum' }), [12])
    strictEqual(engine.compiled - before, 3)
    await assertElements(await program(row(1, 2), { times: Number.POSITIVE_INFINITY, mode: 'each' }), [
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ])
    await assertElements(await program(row(1, 2), { times: Number.NEGATIVE_INFINITY, mode: 'each' }), [
      Number.NEGATIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ])
    await program.dispose()
  },

  'a fixed size compiles again when it changes, a named one does not': async ({ engine }) => {
    const f = (x: Tensor) => mean(multiply(x, x), { axes: 0 })
    const fixed = compile(f, { engine })
    const named = compile(f, { engine, dynamic: [['batch', null]] })
    const before = engine.compiled
    for (const rows of [1, 2, 3]) await fixed(random([rows, 2]))
    strictEqual(engine.compiled - before, 3)
    for (const rows of [1, 2, 3, 50]) await named(random([rows, 2]))
    strictEqual(engine.compiled - before, 4)
    const [a, b] = await Promise.all([named(random([4, 2])), fixed(random([4, 2]))])
    deepStrictEqual(await numbersOf(a), await numbersOf(b))
    await fixed.dispose()
    await named.dispose()
  },

  'a gradient runs at any named size': async ({ engine }) => {
    const ones = grad((x: Tensor) => sum(x))
    const program = compile(ones, { engine, dynamic: [['batch']] })
    const before = engine.compiled
    await assertElements(await program(row(7, 8)), [1, 1])
    await assertElements(await program(row(7, 8, 9)), [1, 1, 1])
    strictEqual(engine.compiled - before, 1)
    await program.dispose()
  },

  'an eager expression with another number does not compile again': async ({ engine }) => {
    const before = engine.compiled
    for (const rate of [0.5, 0.25, 0.125]) {
      const result = add(multiply(row(2, 4), rate), 1)
      await evaluate([result], engine)
      await assertElements(result, [2 * rate + 1, 4 * rate + 1])
    }
    strictEqual(engine.compiled - before, 1)
  },

  'calls at the same time share one executable and do not mix': async ({ engine }) => {
    const program = compile((x: Tensor) => multiply(x, 2), { engine })
    const before = engine.compiled
    const found = await Promise.all([1, 2, 3, 4].map((value) => program(row(value)).then(numbersOf)))
    deepStrictEqual(found, [[2], [4], [6], [8]])
    strictEqual(engine.compiled - before, 1)
    await program.dispose()
  },
}
