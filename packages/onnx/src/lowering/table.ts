import type { CompositeName, Node, OpName, PrimitiveName } from '@graftjs/core'
import { isOverBatch, standardize } from './batch-norm'
import { cast } from './cast'
import * as composite from './composite'
import { convolve, convolveInput } from './convolution'
import { convolveFilter } from './convolve-filter'
import { arithmetic, comparison, identity, unary } from './elementwise'
import { gather, scatterAdd, scatterAddAlong, takeAlong, topK } from './indexing'
import { broadcastTo, concat, pad, reshape, slice, transpose } from './layout'
import type { Lowering } from './lowering'
import { matmul } from './matmul'
import { averagePool, maxPool, maxPoolIndices, unpool } from './pool'
import { argMax, argMin, cumulativeSum, max, min, product, sum } from './reduction'
import { scan } from './scan'
import { dimension, iota, literal } from './source'
import { fold, unfold } from './windows'

/** What every primitive is in ONNX. A primitive without an entry does not compile. */
const primitives: { readonly [Name in PrimitiveName]: Lowering<Name> } = {
  ...{ literal, iota, dimension },
  ...arithmetic,
  ...unary,
  ...comparison,
  ...{ cast, identity, stopGradient: identity },
  ...{ sum, product, max, min, argMax, argMin, cumulativeSum, broadcastTo },
  ...{ reshape, transpose, slice, pad, concat },
  ...{ convolve, convolveInput, unfold, fold },
  ...{ matmul, gather, scatterAdd, takeAlong, scatterAddAlong, topK },
  scan,
}

/** Composites for which ONNX has an operator; the others are written out. */
const composites: { readonly [Name in CompositeName]?: Lowering<Name> } = {
  ...composite,
  standardize,
  ...{ convolveBiased: convolve, convolveFilter, maxPool, maxPoolIndices, unpool, averagePool },
}

const table = { ...primitives, ...composites }

/** Composites with an operator for some calls only. */
const conditions: Readonly<Record<string, (call: Pick<Node, 'inputs' | 'attributes'>) => boolean>> = {
  standardize: isOverBatch,
}

/** The lowering of an operation by its name; the caller passes it the attributes of a node of that operation. */
export const loweringOf = (name: string): Lowering<OpName> | undefined =>
  isLowered(name) ? (table[name] as Lowering<OpName>) : undefined

const isLowered = (name: string): name is keyof typeof table => Object.hasOwn(table, name)

/** Whether a composite stands for itself. */
export const isKept = (name: string, call: Pick<Node, 'inputs' | 'attributes'>): boolean =>
  isLowered(name) && (conditions[name]?.(call) ?? true)
