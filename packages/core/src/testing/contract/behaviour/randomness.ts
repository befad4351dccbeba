import { deepStrictEqual, notDeepStrictEqual, ok } from 'node:assert/strict'
import { RandomKey } from '@graftjs/base'
import { multiply } from '../../../ops/arithmetic'
import type { Tensor } from '../../../tensor/tensor'
import { compile } from '../../../transform/compile'
import { evaluate } from '../../../transform/evaluate'
import type { Key } from '../../../transform/key'
import { bernoulliMask } from '../../../transform/mask'
import type { Behaviours } from './behaviour'
import { numbersOf, random } from './numbers'

const mask = (key: Key, shape: readonly number[], keep = 0.8) => bernoulliMask(key, keep, shape)

export const randomness: Behaviours = {
  'the same key draws the same mask, another key another one': async ({ engine }) => {
    const program = compile((key: Key) => [mask(key, [40, 30]), mask(key.fold(1), [40, 30])] as const, {
      engine,
    })
    const draw = async (seed: number) => Promise.all((await program(RandomKey.from(seed))).map(numbersOf))
    const [first, folded] = await draw(1)
    deepStrictEqual(await draw(1), [first, folded])
    notDeepStrictEqual(folded, first)
    notDeepStrictEqual((await draw(2))[0], first)
    await program.dispose()
  },

  'a mask is 1 / keep or 0, with mean 1': async ({ engine }) => {
    const program = compile((key: Key) => mask(key, [100, 100]), { engine })
    const drawn = await numbersOf(await program(RandomKey.from(3)))
    const values = [...new Set(drawn)].sort()
    ok(values.length === 2 && values[0] === 0 && Math.abs(values[1]! - 1.25) < 1e-4, String(values))
    const mean = drawn.reduce((a, b) => a + b) / drawn.length
    // Four standard errors of the mean of 10,000 draws.
    ok(Math.abs(mean - 1) < 4 * Math.sqrt(0.25 / 10_000), `mean ${mean}`)
    await program.dispose()
  },

  'a traced mask equals the mask of the same key outside': async ({ engine }) => {
    const program = compile((key: Key, x: Tensor) => multiply(x, bernoulliMask(key.fold(5), 0.5, x.shape)), {
      engine,
      dynamic: [null, ['batch', null]],
    })
    for (const rows of [3, 8, 2]) {
      const key = RandomKey.from(rows)
      const x = random([rows, 7])
      const expected = multiply(x, mask(key.fold(5), [rows, 7], 0.5))
      await evaluate([expected], engine)
      deepStrictEqual(await numbersOf(await program(key, x)), await numbersOf(expected))
    }
    await program.dispose()
  },

  'results of one run survive the masks of the next': async ({ engine }) => {
    const program = compile((key: Key) => mask(key, [16]), { engine })
    const first = await program(RandomKey.from(1))
    const before = await numbersOf(first)
    await program(RandomKey.from(2))
    deepStrictEqual(await numbersOf(first), before)
    await program.dispose()
  },
}
