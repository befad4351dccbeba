import { add } from '../ops/arithmetic'
import { where } from '../ops/comparison'
import { slice } from '../ops/layout'
import { matmul } from '../ops/matmul'
import type { Tensor } from '../tensor/tensor'
import { scan } from '../transform/scan'

/** What a recurrent layer carries from step to step, each part `[batch, hidden]`. */
export type RecurrentState<Part extends string> = Readonly<Record<Part, Tensor>>

/** One step of a recurrent layer, from what its input and its last hidden state come to in every gate. */
export interface RecurrentCell<Part extends string> {
  /** How many gates stand side by side in the two products, in PyTorch's order. */
  readonly gates: number
  readonly parts: readonly Part[]
  /** Whether the two products are only ever added, so that their biases are one. */
  readonly addsProducts: boolean
  /** Both products are `[batch, gates · hidden]`. */
  step(
    fromInput: Tensor,
    fromHidden: Tensor,
    state: RecurrentState<Part | 'hidden'>,
  ): RecurrentState<Part | 'hidden'>
}

/** The gates of a product `[batch, gates · hidden]`. */
export const gatesOf = (product: Tensor, count: number): readonly Tensor[] => {
  const size = Number(product.shape.at(-1)) / count
  return Array.from({ length: count }, (_, gate) => slice(product, -1, gate * size, (gate + 1) * size))
}

/** The weights of one direction of one layer. */
export interface RecurrentWeights {
  /** `[gates · hidden, inputs]` */
  readonly input: Tensor
  /** `[gates · hidden, hidden]` */
  readonly hidden: Tensor
  readonly inputBias: Tensor | undefined
  readonly hiddenBias: Tensor | undefined
}

interface PassOptions<Part extends string> {
  readonly weights: RecurrentWeights
  readonly state: RecurrentState<Part | 'hidden'>
  /** Where there is no padding, bool `[sequence, batch, 1]`. */
  readonly isInside: Tensor | undefined
  readonly reverse: boolean
}

/**
 * One direction of one layer over `[sequence, batch, inputs]`: the hidden states `[sequence, batch, hidden]` and the
 * last state. The products with the inputs of all steps are one, outside of the loop; padding leaves the state alone.
 */
export function recurrentPass<Part extends string>(
  cell: RecurrentCell<Part>,
  x: Tensor,
  { weights, state, isInside, reverse }: PassOptions<Part>,
): { readonly outputs: Tensor; readonly state: RecurrentState<Part | 'hidden'> } {
  const { inputBias, hiddenBias } = weights
  const biased = (product: Tensor, bias: Tensor | undefined) => (bias ? add(product, bias) : product)
  const outer = cell.addsProducts && inputBias && hiddenBias ? add(inputBias, hiddenBias) : inputBias
  const inner = cell.addsProducts ? undefined : hiddenBias
  const { carry, outputs } = scan(
    (
      before: RecurrentState<Part | 'hidden'>,
      at: { readonly fromInput: Tensor; readonly isInside?: Tensor },
    ) => {
      const fromHidden = biased(matmul(before.hidden, weights.hidden, { transposeB: true }), inner)
      const next = cell.step(at.fromInput, fromHidden, before)
      const { isInside } = at
      const carry = isInside ? mapParts(next, (value, part) => where(isInside, value, before[part])) : next
      return { carry, output: carry.hidden }
    },
    state,
    {
      fromInput: biased(matmul(x, weights.input, { transposeB: true }), outer),
      ...(isInside ? { isInside } : {}),
    },
    { reverse },
  )
  return { outputs: isInside ? where(isInside, outputs, 0) : outputs, state: carry }
}

const mapParts = <Part extends string>(
  state: RecurrentState<Part>,
  f: (value: Tensor, part: Part) => Tensor,
): RecurrentState<Part> =>
  Object.fromEntries(
    Object.entries<Tensor>(state).map(([part, value]) => [part, f(value, part as Part)]),
  ) as RecurrentState<Part>
