import { broadcastTo } from '../ops/broadcast'
import { less } from '../ops/comparison'
import { concat, expandDimensions, slice, stack, transpose } from '../ops/layout'
import { reshape } from '../ops/reshape'
import { iota, literal } from '../ops/source'
import { assertOption } from '../optim/options'
import { mistake } from '../tensor/mistake'
import { equalShapes, type Shape, shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { type ForwardContext, inference } from './forward-context'
import { uniformFanIn } from './initializer'
import { Module, parameter } from './module'
import { type RecurrentCell, type RecurrentState, recurrentPass } from './recurrent-pass'
import { assertAxis } from './weights'

export interface RecurrentOptions {
  /** Layers on top of each other. Default 1. */
  readonly layers?: number
  /** Also from the end to the beginning, with weights of its own; both outputs stand side by side. Default false. */
  readonly bidirectional?: boolean
  /** The share of outputs zeroed in training between two layers. Default 0. */
  readonly dropout?: number
  /** Default true. */
  readonly bias?: boolean
}

export interface RecurrentInputs<Part extends string> {
  /** How many elements of each sequence, from the first on, are not padding: int32 `[batch]`. Default: all. */
  readonly lengths?: Tensor | undefined
  /** What to begin with, each part `[layers · directions, batch, hidden]`. Default: zeros. */
  readonly state?: RecurrentState<Part> | undefined
}

/**
 * The outputs `[batch, sequence, directions · hidden]`, 0 where there is padding, and the state after the last
 * element of each sequence, each part `[layers · directions, batch, hidden]`.
 */
export type RecurrentResult<Part extends string> = { readonly outputs: Tensor } & RecurrentState<Part>

/**
 * What recurrent layers have in common. Parameters have PyTorch's names and gate order: `weight_ih_l0`,
 * `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`, and `…_reverse` for the other direction.
 */
export abstract class Recurrent<Part extends string> extends Module {
  readonly [weight: `weight_${string}` | `bias_${string}`]: Tensor
  private readonly layers: number
  private readonly bidirectional: boolean
  private readonly dropout: number

  /** @internal */
  protected abstract get cell(): RecurrentCell<Part>

  constructor(
    gates: number,
    private readonly inputs: number,
    private readonly hidden: number,
    { layers = 1, bidirectional = false, dropout = 0, bias = true }: RecurrentOptions = {},
  ) {
    super()
    const { name } = new.target
    assertOption(name, { inputs, hidden, layers }, 'a positive whole number')
    assertOption(name, { dropout }, 'a share below 1')
    this.layers = layers
    this.bidirectional = bidirectional
    this.dropout = dropout
    const rows = gates * hidden
    const made: Record<string, Tensor> = {}
    const add = (parameterName: string, shape: readonly number[]) => {
      made[parameterName] = parameter(shape, uniformFanIn(hidden))
    }
    for (let layer = 0; layer < layers; layer++) {
      for (const suffix of this.suffixesOf(layer)) {
        add(`weight_ih_${suffix}`, [rows, layer === 0 ? inputs : hidden * (bidirectional ? 2 : 1)])
        add(`weight_hh_${suffix}`, [rows, hidden])
        if (bias) for (const side of ['ih', 'hh']) add(`bias_${side}_${suffix}`, [rows])
      }
    }
    Object.assign(this, made)
  }

  /** Over `[batch, sequence, inputs]`. */
  forward(
    x: Tensor,
    context: ForwardContext = inference(),
    { lengths, state }: RecurrentInputs<Part | 'hidden'> = {},
  ): RecurrentResult<Part | 'hidden'> {
    if (x.rank !== 3) {
      throw shapeError(
        this.constructor.name,
        [x.shape],
        'the input has not three axes.',
        'Give it the shape [batch, sequence, inputs].',
      )
    }
    assertAxis(this.constructor.name, x.shape, 2, this.inputs)
    const batch = x.shape[0]!
    const begin = state ?? this.zeros([this.passes, batch, this.hidden])
    this.assertState(begin, [this.passes, batch, this.hidden])
    const isInside = lengths && insideOf(x, lengths)
    const after: RecurrentState<Part | 'hidden'>[] = []
    let outputs = transpose(x, [1, 0, 2])
    for (let layer = 0; layer < this.layers; layer++) {
      if (layer > 0) outputs = context.dropout(outputs, this.dropout)
      const directions = this.suffixesOf(layer).map((suffix, direction) => {
        const pass = recurrentPass(this.cell, outputs, {
          weights: {
            input: this[`weight_ih_${suffix}`]!,
            hidden: this[`weight_hh_${suffix}`]!,
            inputBias: this[`bias_ih_${suffix}`],
            hiddenBias: this[`bias_hh_${suffix}`],
          },
          state: this.parts((part) => pick(begin[part], after.length)),
          isInside,
          reverse: direction === 1,
        })
        after.push(pass.state)
        return pass.outputs
      })
      outputs = concat(directions, 2)
    }
    return {
      outputs: transpose(outputs, [1, 0, 2]),
      ...this.parts((part) => stack(after.map((one) => one[part]))),
    }
  }

  private get passes(): number {
    return this.layers * (this.bidirectional ? 2 : 1)
  }

  private suffixesOf(layer: number): readonly string[] {
    return this.bidirectional ? [`l${layer}`, `l${layer}_reverse`] : [`l${layer}`]
  }

  private parts(make: (part: Part | 'hidden') => Tensor): RecurrentState<Part | 'hidden'> {
    const entries = this.cell.parts.map((part) => [part, make(part)] as const)
    return Object.fromEntries(entries) as RecurrentState<Part | 'hidden'>
  }

  private zeros(shape: Shape): RecurrentState<Part | 'hidden'> {
    return this.parts(() => broadcastTo(literal(0), shape))
  }

  private assertState(state: RecurrentState<Part | 'hidden'>, shape: Shape): void {
    for (const part of this.cell.parts) {
      const given: Tensor | undefined = state[part]
      if (given && equalShapes(given.shape, shape)) continue
      throw shapeError(
        this.constructor.name,
        given ? [given.shape, shape] : [shape],
        given ? `the state's ${part} has another shape.` : `the state has no ${part}.`,
        'Give each part the shape [layers · directions, batch, hidden].',
      )
    }
  }
}

const pick = (x: Tensor, index: number): Tensor => reshape(slice(x, 0, index, index + 1), x.shape.slice(1))

/** Where there is no padding, bool `[sequence, batch, 1]`. */
function insideOf(x: Tensor, lengths: Tensor): Tensor {
  const [batch, sequence] = x.shape
  if (!equalShapes(lengths.shape, [batch!])) {
    throw shapeError(
      'lengths',
      [x.shape, lengths.shape],
      'there is not one length for each sequence of the batch.',
      'Give the lengths the shape [batch].',
    )
  }
  if (lengths.dtype !== 'int32') {
    throw mistake('dtype-mismatch', {
      what: `The lengths are ${lengths.dtype}, not int32.`,
      fix: "Convert them: lengths.cast('int32').",
    })
  }
  return expandDimensions(less(expandDimensions(iota(sequence!), 1), lengths), 2)
}
