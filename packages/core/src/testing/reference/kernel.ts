import type { Body } from '../../graph/body'
import type { Attributes, PrimitiveName } from '../../ops/table'
import type { Dimension } from '../../tensor/dimension'
import type { DType } from '../../tensor/dtype'
import type { Elements } from './elements'

/** One call to compute: its operands, what is known of its result, and the value of symbolic sizes. */
export interface KernelCall<Name extends PrimitiveName> {
  readonly inputs: readonly Elements[]
  /** Of the first result. */
  readonly shape: readonly number[]
  readonly dtype: DType
  readonly attributes: Attributes<Name>
  /** The value of a size that may be symbolic. */
  readonly size: (dimension: Dimension) => number
  /** Computes the outputs of a body from its inputs. */
  readonly run: (body: Body, inputs: readonly Elements[]) => readonly Elements[]
}

/** Computes the elements of a call's result, or of each of its results. */
export type Kernel<Name extends PrimitiveName> = (
  call: KernelCall<Name>,
) => Float64Array | readonly Float64Array[]

/** What a kernel sees where the operation has no attributes that matter to it. */
export type Operands = Pick<KernelCall<'add'>, 'inputs' | 'shape' | 'dtype'>
