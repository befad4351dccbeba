import type { PrimitiveName } from '../../ops/table'
import { arithmetic } from './arithmetic'
import { cast, unchanged } from './cast'
import { comparison } from './comparison'
import { convolve, convolveInput, fold, unfold } from './convolution'
import { gather, scatterAdd, scatterAddAlong, takeAlong } from './indexing'
import type { Kernel } from './kernel'
import { broadcastTo, concat, pad, reshape, slice, transpose } from './layout'
import { matmul } from './matmul'
import { topK } from './ordering'
import { argMax, argMin, cumulativeSum, max, min, product, sum } from './reduction'
import { scan } from './scan'
import { dimension, iota, literal } from './source'
import { unary } from './unary'

/** What every primitive computes. A primitive without an entry does not compile. */
const kernels: { readonly [Name in PrimitiveName]: Kernel<Name> } = {
  ...{ literal, iota, dimension },
  ...arithmetic,
  ...unary,
  ...comparison,
  ...{ cast, identity: unchanged, stopGradient: unchanged },
  ...{ sum, product, max, min, argMax, argMin, cumulativeSum, broadcastTo },
  ...{ reshape, transpose, slice, pad, concat },
  ...{ convolve, convolveInput, unfold, fold },
  ...{ matmul, gather, scatterAdd, takeAlong, scatterAddAlong, topK },
  scan,
}

const isKnown = (name: string): name is PrimitiveName => Object.hasOwn(kernels, name)

/** The kernel of an operation by its name; the caller passes it the attributes of a node of that operation. */
export const kernelOf = (name: string): Kernel<PrimitiveName> | undefined =>
  isKnown(name) ? (kernels[name] as Kernel<PrimitiveName>) : undefined
