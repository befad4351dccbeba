import { add, multiply } from '../../../ops/arithmetic'
import { cast, identity, stopGradient } from '../../../ops/cast'
import { bools, type Case, type CasesOf, given, normal, twoSizes, whole } from '../case'

export const casts: CasesOf<'cast' | 'identity' | 'stopGradient'> = {
  cast: [
    {
      name: 'float32 to int32, towards zero',
      inputs: [given([-2.7, -1, -0.5, 0, 0.5, 0.99, 1e6, -1e6])],
      run: (x) => cast(x!, 'int32'),
    },
    { name: 'float32 to int64', inputs: [given([-2.7, 0, 0.5, 1e9])], run: (x) => cast(x!, 'int64') },
    { name: 'float32 to bool', inputs: [given([-2.7, 0, 0.5, 1e-30])], run: (x) => cast(x!, 'bool') },
    { name: 'float32 to uint8', inputs: [given([0, 0.5, 1, 200.9, 255])], run: (x) => cast(x!, 'uint8') },
    ...(['int32', 'int64', 'uint8', 'uint32', 'bool'] as const).map(
      (dtype): Case => ({
        name: `${dtype} to float32`,
        inputs: [whole([3, 4], 0, dtype === 'bool' ? 1 : 200, dtype)],
        run: (x) => cast(x!, 'float32'),
      }),
    ),
    {
      name: 'int32 to int64 to int32',
      inputs: [whole([5], -99, 99, 'int32')],
      run: (x) => cast(cast(x!, 'int64'), 'int32'),
    },
    { name: 'bool to int32', inputs: [bools([6])], run: (x) => cast(x!, 'int32') },
    {
      name: 'through float64, with a gradient',
      inputs: [normal([2, 3])],
      run: (x) => cast(multiply(cast(x!, 'float64'), 3), 'float32'),
    },
    {
      name: 'of whole numbers to floats, with a gradient beside',
      inputs: [whole([4], 0, 5, 'int32'), normal([4])],
      run: (n, x) => multiply(cast(n!, 'float32'), x!),
    },
    {
      name: 'symbolic',
      inputs: [whole(['batch', 2], 0, 9, 'int32')],
      sizes: twoSizes,
      run: (x) => cast(x!, 'float32'),
    },
  ],
  identity: [
    { name: 'of an argument', inputs: [normal([2, 3])], run: (x) => identity(x!) },
    { name: 'symbolic', inputs: [normal(['batch'])], sizes: twoSizes, run: (x) => multiply(identity(x!), 2) },
  ],
  stopGradient: [
    { name: 'of an argument', inputs: [normal([2, 3])], run: (x) => stopGradient(x!), kinks: true },
    {
      name: 'of one factor',
      inputs: [normal([4])],
      run: (x) => multiply(stopGradient(multiply(x!, x!)), x!),
      kinks: true,
    },
    {
      name: 'symbolic',
      inputs: [normal(['batch'])],
      sizes: twoSizes,
      run: (x) => add(stopGradient(x!), multiply(x!, 3)),
      kinks: true,
    },
  ],
}
