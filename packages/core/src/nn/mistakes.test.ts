import { GraftError, RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import '../methods'
import { mean } from '../ops/reduction'
import { sgd } from '../optim/sgd'
import { tensor, zeros } from '../tensor/create'
import type { Tensor } from '../tensor/tensor'
import { referenceEngine } from '../testing'
import { initialState } from '../train/training-state'
import { trainingStep } from '../train/training-step'
import { compile } from '../transform/compile'
import { traceGraph } from '../transform/trace-graph'
import { activation, glu } from './activation'
import { BatchNorm } from './batch-norm'
import { Convolution, TransposedConvolution } from './convolution'
import { Embedding } from './embedding'
import { Flatten } from './flatten'
import { ForwardContext } from './forward-context'
import { GroupNorm } from './group-norm'
import { LayerNorm } from './layer-norm'
import { Linear } from './linear'
import { LSTM } from './lstm'
import { initialize, type Module, parametersOf, withParameters } from './module'
import { AdaptiveAveragePool, MaxPool } from './pooling'
import { LearnedPositions } from './positions'
import { PReLU } from './prelu'
import { RMSNorm } from './rms-norm'
import { Residual, Sequential } from './sequential'

const engine = referenceEngine()
const key = RandomKey.from(1)
const x = zeros([2, 3])
const ready = <M extends Module>(module: M): M => initialize(module, key)
const convolution = ready(new Convolution(3, 4, [3, 3]))
const fresh = new Linear(3, 4)

/** A wrong program, and what its message says of what, where and what to write instead. */
const mistakes: Readonly<Record<string, readonly [wrong: () => unknown, ...says: RegExp[]]>> = {
  'a model without values': [
    () => compile(() => fresh.forward(x), { engine })(),
    /float32 \[4, 3\].* is a parameter without a value/,
    /initialize\(model, key\), or load/,
  ],
  'training a model without values': [
    () => {
      const loss = (named: Readonly<Record<string, Tensor>>) => mean(withParameters(fresh, named).forward(x))
      const step = trainingStep({ loss, optimizer: sgd(), engine })
      return step(initialState(parametersOf(fresh), sgd()), { x }, { learningRate: 0.1 })
    },
    /a parameter without a value/,
    /initialize/,
  ],
  'rows of another size': [
    () => ready(fresh).forward(zeros([2, 5])),
    /Linear: it was made for 3 elements along axis -1, but there are 5/,
    /shapes \[2, 5\], at .*mistakes\.test\.ts/,
    /\[…, 3\]/,
  ],
  'rows of whole numbers': [() => ready(fresh).forward(zeros([2, 3], 'int32')), /int32 and float32/, /cast/],
  'no outputs': [() => new Linear(3, 0), /Linear: outputs is 0/, /whole and above 0/],
  'ids that are no whole numbers': [
    () => ready(new Embedding(5, 2)).forward(x),
    /float32, not int32/,
    /cast/,
  ],
  'an id too large': [
    () => {
      const embedding = ready(new Embedding(5, 2))
      return compile(() => embedding.forward(tensor([7], { dtype: 'int32' })), { engine })()
    },
    /index 7 at \[0\] is outside the 5 elements/,
    /0 to 4/,
  ],
  'padding that is no id': [
    () => new Embedding(4, 2, { paddingIndex: 4 }),
    /padding index 4 is not one of the 4/,
    /0 to 3/,
  ],
  'channels last': [
    () => convolution.forward(zeros([2, 28, 28, 3])),
    /Convolution: it was made for 3 elements along axis 1, but there are 28/,
    /\[batch, 3, …places\]/,
  ],
  'an image too small': [
    () => convolution.forward(zeros([1, 3, 2, 2])),
    /covers 3 elements of an axis that has 2/,
    /more padding/,
  ],
  'a kernel of nothing': [() => new Convolution(3, 4, [0, 3]), /kernel\[0\] is 0/, /above 0/],
  'a kernel of four axes': [() => new Convolution(3, 4, [1, 1, 1, 1]), /has 4 sizes/, /one, two or three/],
  'groups that do not divide': [() => new Convolution(3, 4, [3], { groups: 2 }), /inputs \/ groups is 1\.5/],
  'channels of a transposed convolution': [
    () => ready(new TransposedConvolution(3, 4, [3])).forward(zeros([1, 4, 5])),
    /TransposedConvolution: .* 3 elements along axis 1, but there are 4/,
  ],
  'a window of other axes': [
    () => new MaxPool([2, 2]).forward(zeros([1, 2, 8])),
    /MaxPool: the kernel \[2,2\]/,
    /\[batch, channels, …size\]/,
  ],
  'windows of an unknown size': [
    () =>
      traceGraph((inputs) => ({ y: new AdaptiveAveragePool(3).forward(inputs['x']!) }), {
        x: { dtype: 'float32', shape: [1, 2, 'n'] },
      }),
    /AdaptiveAveragePool: .* size n/,
    /Pool to one place/,
  ],
  'channels of a batch norm': [
    () => ready(new BatchNorm(3)).forward(zeros([3])),
    /BatchNorm: .* 3 elements along axis 1, which the input does not have/,
  ],
  'a batch of one': [
    () => ready(new BatchNorm(3)).forward(zeros([1, 3]), new ForwardContext(key)),
    /BatchNorm: one element a channel has no variance/,
    /batches of two or more/,
  ],
  'a layer norm of another size': [
    () => ready(new LayerNorm(4)).forward(x),
    /LayerNorm: .*\[2, 3\] and \[4\]/,
    /last sizes/,
  ],
  'groups of a group norm': [() => new GroupNorm(3, 4), /4 channels do not divide into 3 groups/, /divides/],
  'channels of a group norm': [() => ready(new GroupNorm(2, 4)).forward(x), /GroupNorm: .* 4 elements/],
  'an RMS norm of another size': [() => ready(new RMSNorm(4)).forward(x), /RMSNorm: .* 4 elements/],
  'channels of a PReLU': [() => ready(new PReLU(4)).forward(x), /PReLU: .* 4 elements/],
  'an axis to flatten from': [() => new Flatten(3).forward(x), /Flatten: there is no axis 3/, /0 to 1/],
  'no two halves': [() => glu(x), /glu: axis -1 has no two halves/, /even/],
  'an unknown activation': [() => activation('swish' as never), /"swish"/, /silu/],
  'a sequence too long': [
    () => ready(new LearnedPositions(2, 3)).forward(zeros([1, 4, 3])),
    /LearnedPositions: .* at most 2 places/,
    /longer sequences/,
  ],
  'nothing for a layer': [() => new Sequential(fresh, undefined as never), /layer 1 is undefined/, /relu/],
  'a number for a layer': [() => new Residual(3 as never), /Residual is the number 3/],
  'a layer that returns more': [
    () => new Sequential(ready(new LSTM(3, 2)) as never).forward(zeros([1, 2, 3])),
    /layer 0: LSTM returned no tensor/,
    /its outputs/,
  ],
}

describe('a mistake with a layer is told', () => {
  it.each(Object.entries(mistakes))('%s', async (_, [wrong, ...says]) => {
    const error: unknown = await (async () => wrong())().catch((thrown: unknown) => thrown)
    expect(GraftError.isInstance(error)).toBe(true)
    for (const part of says) expect((error as GraftError).message).toMatch(part)
  })
})
