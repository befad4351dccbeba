import { deepStrictEqual, ok } from 'node:assert/strict'
import { matmul } from '../../../ops/matmul'
import { tanh } from '../../../ops/unary'
import type { Tensor } from '../../../tensor/tensor'
import { compile } from '../../../transform/compile'
import type { Behaviours } from './behaviour'
import { assertElements, assertFails, numbersOf, random, row } from './numbers'

/** Milliseconds that a run must take to be stopped in its middle. */
const LONG = 150

const chain = (x: Tensor): Tensor => {
  let y = x
  for (let i = 0; i < 12; i++) y = tanh(matmul(y, x))
  return y
}

export const abort: Behaviours = {
  'an abort in the middle of a run rejects it, and the engine goes on': async ({ engine }) => {
    const program = compile(chain, { engine, dynamic: [['n', 'n']] })
    const small = random([4, 4])
    const expected = await numbersOf(await program(small))
    let size = 32
    for (let took = 0; took < LONG && size < 4096; size *= 2) {
      const start = performance.now()
      await program(random([2 * size, 2 * size]))
      took = performance.now() - start
    }
    const controller = new AbortController()
    const running = program.run([random([size, size])], { signal: controller.signal })
    setTimeout(() => controller.abort(), LONG / 5)
    await assertFails(() => running, 'aborted')
    deepStrictEqual(await numbersOf(await program(small)), expected)
    await program.dispose()
  },

  'a run with a signal that has already fired does not start': async ({ engine }) => {
    const program = compile((x: Tensor) => tanh(x), { engine, donate: [0] })
    const x = row(0, 0)
    await assertFails(() => program.run([x], { signal: AbortSignal.abort() }), 'aborted')
    await assertElements(await program(x), [0, 0])
    await program.dispose()
  },

  'a signal that never fires changes nothing, and is let go': async ({ engine }) => {
    const program = compile((x: Tensor) => tanh(x), { engine })
    const { signal } = new AbortController()
    const result = await program.run([row(0)], { signal })
    ok(!signal.aborted)
    await assertElements(result, [0])
    await program.dispose()
  },
}
