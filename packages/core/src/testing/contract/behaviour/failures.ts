import { ok } from 'node:assert/strict'
import { GraftError } from '@graftjs/base'
import { apply, defineOp } from '../../../ops/apply'
import { add } from '../../../ops/arithmetic'
import { gather } from '../../../ops/indexing'
import { fromTypedArray } from '../../../tensor/create'
import type { Tensor } from '../../../tensor/tensor'
import { compile } from '../../../transform/compile'
import type { Behaviours } from './behaviour'
import { assertElements, assertFails, random, row } from './numbers'

const unheardOf = defineOp({ name: 'unheardOf', infer: ([x]) => [{ shape: x!.shape, dtype: x!.dtype }] })

const indices = (...values: number[]): Tensor => fromTypedArray(Int32Array.from(values), [values.length])

export const failures: Behaviours = {
  'an index outside its axis fails, and the engine goes on': async ({ engine }) => {
    const program = compile((x: Tensor, i: Tensor) => gather(x, i), { engine })
    await assertFails(() => program(row(1, 2, 3), indices(0, 3)))
    await assertFails(() => program(row(1, 2, 3), indices(-9, 0)))
    await assertElements(await program(row(1, 2, 3), indices(2, 0)), [3, 1])
    await program.dispose()
  },

  'an operation that the engine does not know is named': async ({ engine }) => {
    const program = compile((x: Tensor) => apply(unheardOf, [x], {}), { engine })
    const error = await program(row(1)).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    ok(GraftError.isInstance(error) && error.code === 'unsupported' && error.message.includes('unheardOf'))
  },

  'named sizes that disagree fail before the run': async ({ engine }) => {
    const program = compile((a: Tensor, b: Tensor) => add(a, b), { engine, dynamic: [['n'], ['n']] })
    await assertElements(await program(row(1, 2), row(3, 4)), [4, 6])
    await assertFails(() => program(row(1, 2), row(3, 4, 5)), 'shape-mismatch')
    await assertElements(await program(row(1), row(3)), [4])
    await program.dispose()
  },

  'a failed trace leaves nothing behind': async ({ engine }) => {
    let broken = true
    const program = compile(
      (x: Tensor) => {
        if (broken) throw new TypeError('not yet')
        return add(x, 1)
      },
      { engine },
    )
    let message = ''
    await program(random([2])).catch((error: unknown) => {
      message = String(error)
    })
    ok(message.includes('not yet'), message)
    broken = false
    await assertElements(await program(row(1, 2)), [2, 3])
    await program.dispose()
  },
}
