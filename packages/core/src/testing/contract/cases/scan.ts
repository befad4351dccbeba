import { add, multiply } from '../../../ops/arithmetic'
import { sum } from '../../../ops/broadcast'
import { cast } from '../../../ops/cast'
import { greater } from '../../../ops/comparison'
import { matmul } from '../../../ops/matmul'
import { sigmoid, tanh } from '../../../ops/unary'
import type { Tensor } from '../../../tensor/tensor'
import { mapSlices, scan } from '../../../transform/scan'
import { type CasesOf, normal, twoSizes, whole } from '../case'

/** A recurrent layer: h ← tanh(x + h W). */
const recurrent =
  (reverse = false) =>
  (h: Tensor, xs: Tensor, weights: Tensor): readonly Tensor[] => {
    const step = (carry: Tensor, x: Tensor) => {
      const next = tanh(add(x, matmul(carry, weights)))
      return { carry: next, output: next }
    }
    const { carry, outputs } = scan(step, h, xs, { reverse })
    return [carry, outputs]
  }

export const scans: CasesOf<'scan'> = {
  scan: [
    {
      name: 'a recurrent layer',
      inputs: [normal([2, 3]), normal([4, 2, 3]), normal([3, 3], 0.5)],
      run: (h, xs, w) => recurrent()(h!, xs!, w!),
      smooth: true,
    },
    {
      name: 'in reverse',
      inputs: [normal([2, 3]), normal([4, 2, 3]), normal([3, 3], 0.5)],
      run: (h, xs, w) => recurrent(true)(h!, xs!, w!),
      smooth: true,
    },
    {
      name: 'two carries, two outputs, one slice whole',
      inputs: [normal([3]), normal([3]), normal([5, 3]), whole([5], 0, 3, 'int32')],
      run: (a, b, xs, counts) => {
        const { carry, outputs } = scan(
          ({ a, b }: { a: Tensor; b: Tensor }, { x, count }: { x: Tensor; count: Tensor }) => {
            const gate = sigmoid(multiply(x, a))
            const next = add(multiply(gate, b), multiply(x, cast(count, 'float32')))
            return { carry: { a: add(a, gate), b: next }, output: [multiply(a, b), count] }
          },
          { a: a!, b: b! },
          { x: xs!, count: counts! },
        )
        return [carry.a, carry.b, ...outputs]
      },
      smooth: true,
    },
    {
      name: 'only outputs, each slice by itself',
      inputs: [normal([4, 3]), normal([3])],
      run: (xs, w) => mapSlices((x: Tensor) => sum(multiply(tanh(multiply(x, w!)), x)), xs!),
      smooth: true,
    },
    {
      name: 'only a carry',
      inputs: [normal([3]), normal([3])],
      run: (x, w) =>
        scan((carry: Tensor) => ({ carry: tanh(multiply(carry, w!)), output: [] }), x!, [], { length: 3 })
          .carry,
      smooth: true,
    },
    {
      name: 'a result that is passed through',
      inputs: [normal([2]), normal([3, 2]), normal([2])],
      run: (h, xs, w) => {
        const { carry, outputs } = scan(
          (carry: Tensor, x: Tensor) => ({ carry: x, output: [carry, w!, x] }),
          h!,
          xs!,
        )
        return [carry, ...outputs]
      },
    },
    {
      name: 'nested',
      inputs: [normal([2]), normal([3, 4, 2])],
      run: (h, rows) =>
        scan(
          (carry: Tensor, row: Tensor) => {
            const inner = scan(
              (c: Tensor, x: Tensor) => ({ carry: tanh(add(multiply(c, carry), x)), output: c }),
              carry,
              row,
            )
            return { carry: inner.carry, output: sum(inner.outputs, { axes: 0 }) }
          },
          h!,
          rows!,
        ).outputs,
    },
    {
      name: 'masked steps',
      inputs: [normal([2, 3]), normal([4, 2, 3]), normal([4, 2, 1])],
      run: (h, xs, mask) =>
        scan(
          (carry: Tensor, { x, m }: { x: Tensor; m: Tensor }) => {
            const keep = cast(greater(m, 0), 'float32')
            const next = add(multiply(keep, tanh(add(carry, x))), multiply(add(multiply(keep, -1), 1), carry))
            return { carry: next, output: next }
          },
          h!,
          { x: xs!, m: mask! },
        ).outputs,
      kinks: true,
    },
    {
      name: 'no steps',
      inputs: [normal([2, 3]), normal([0, 2, 3]), normal([3, 3])],
      run: (h, xs, w) => recurrent()(h!, xs!, w!),
    },
    { name: 'one step', inputs: [normal([2]), normal([1, 2])], run: (h, xs) => running(h!, xs!) },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 3]), normal(['length', 'batch', 3]), normal([3, 3], 0.5)],
      sizes: twoSizes,
      run: (h, xs, w) => recurrent()(h!, xs!, w!),
    },
  ],
}

const running = (h: Tensor, xs: Tensor): Tensor =>
  scan((carry: Tensor, x: Tensor) => ({ carry: add(carry, x), output: multiply(carry, x) }), h, xs).outputs
