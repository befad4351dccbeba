import { ok, strictEqual } from 'node:assert/strict'
import { RandomKey } from '@graftjs/base'
import { add, multiply } from '../../../ops/arithmetic'
import type { Tensor } from '../../../tensor/tensor'
import { compile } from '../../../transform/compile'
import { evaluate } from '../../../transform/evaluate'
import type { Key } from '../../../transform/key'
import { bernoulliMask } from '../../../transform/mask'
import type { Behaviours } from './behaviour'
import { collectGarbage } from './collect-garbage'
import { assertElements, random, row } from './numbers'

export const memory: Behaviours = {
  'results that nobody holds give their memory back': async ({ engine }) => {
    const program = compile((x: Tensor) => multiply(x, 2), { engine })
    await collectGarbage()
    const before = engine.live.size
    for (let i = 0; i < 30; i++) await program(random([1000], i))
    const held = await program(row(1, 2))
    ok(engine.live.size > before)
    await collectGarbage()
    ok(engine.live.size <= before + 4, `${engine.live.size - before} buffers are still held`)
    await assertElements(held, [2, 4])
    await program.dispose()
  },

  'eager results that nobody holds give their memory back': async ({ engine }) => {
    await collectGarbage()
    const before = engine.live.size
    for (let i = 0; i < 30; i++) await evaluate([add(multiply(random([1000], i), i), 1)], engine)
    await collectGarbage()
    ok(engine.live.size <= before + 4, `${engine.live.size - before} buffers are still held`)
  },

  'a disposed function gives the memory of its masks back': async ({ engine }) => {
    const program = compile((key: Key) => multiply(bernoulliMask(key, 0.5, [64]), 2), { engine })
    const before = engine.live.size
    const first = await program(RandomKey.from(1))
    const second = await program(RandomKey.from(2))
    // The two results, one mask, no matter how many runs.
    strictEqual(engine.live.size - before, 3)
    await program.dispose()
    strictEqual(engine.live.size - before, 2)
    strictEqual(first.rank, second.rank)
  },

  'a closed engine takes no harm from what is collected later': async ({ createEngine }) => {
    const other = await createEngine()
    const program = compile((x: Tensor) => multiply(x, 2), { engine: other })
    for (let i = 0; i < 5; i++) await program(random([100], i))
    await program.dispose()
    await other.close()
    await collectGarbage()
  },
}
