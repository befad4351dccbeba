import { multiply } from '../../../ops/arithmetic'
import { broadcastTo } from '../../../ops/broadcast'
import { cast } from '../../../ops/cast'
import { count } from '../../../ops/count'
import { mean } from '../../../ops/reduction'
import { iota, literal } from '../../../ops/source'
import { type CasesOf, normal, twoSizes } from '../case'

export const source: CasesOf<'literal' | 'iota' | 'dimension'> = {
  literal: [
    {
      name: 'a number alone',
      inputs: [],
      run: () => [literal(0.1), literal(-3, 'int32'), literal(1, 'bool')],
    },
    {
      name: 'infinities beside each other',
      inputs: [],
      run: () => [literal(Number.NEGATIVE_INFINITY), literal(Number.POSITIVE_INFINITY), literal(Number.NaN)],
    },
    { name: 'beside an operand', inputs: [normal([3])], run: (x) => multiply(x!, literal(1e-6)) },
    {
      name: 'symbolic',
      inputs: [normal(['batch'])],
      sizes: twoSizes,
      run: (x) => broadcastTo(literal(2.5), x!.shape),
    },
  ],
  iota: [
    { name: 'int32', inputs: [], run: () => iota(5) },
    { name: 'float32', inputs: [normal([4])], run: (x) => multiply(iota(4, 'float32'), x!) },
    { name: 'int64', inputs: [], run: () => iota(3, 'int64') },
    { name: 'empty', inputs: [], run: () => iota(0) },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 'length'])],
      sizes: twoSizes,
      run: (x) => [iota(x!.shape[0]!), multiply(x!, iota(x!.shape[1]!, 'float32'))],
    },
  ],
  dimension: [
    {
      name: 'symbolic',
      inputs: [normal(['batch', 'length', 2])],
      sizes: twoSizes,
      run: (x) => [count(x!, [0]), cast(count(x!, [0, 1, 2]), 'int32'), multiply(x!, count(x!, [1, 2]))],
    },
    {
      name: 'symbolic mean',
      inputs: [normal(['batch', 'length'])],
      sizes: twoSizes,
      run: (x) => [mean(x!), mean(x!, { axes: 1 })],
      scale: 'magnitudes',
    },
  ],
}
