import { GraftError } from '@graftjs/base'
import { byteLengthOf, type ElementType, isElementType } from '../model/element-type'
import type { Binding } from './runtime'

/** A model's input or output as ONNX Runtime reports it. */
export interface TensorSignature {
  readonly name: string
  readonly elementType: ElementType
  /** A string is a symbolic dim, equal wherever its name is; null is one without a name. */
  readonly dims: readonly (number | string | null)[]
}

export interface ModelSignature {
  readonly inputs: readonly TensorSignature[]
  readonly outputs: readonly TensorSignature[]
}

/**
 * Holds bindings against the model before ONNX Runtime sees them: it finds a missing input only inside a kernel
 * and writes wherever a pointer leads.
 */
export function checkBindings(
  { inputs, outputs }: ModelSignature,
  feeds: readonly Binding[],
  fetches: readonly Binding[],
  session: string,
): void {
  const sizes = new Map<string, number>()
  checkSide(inputs, feeds, 'input', sizes, session)
  checkSide(outputs, fetches, 'output', sizes, session)
  const written = new Set<object>()
  for (const [index, { memory }] of fetches.entries()) {
    if (written.has(memory)) {
      throw new GraftError('invalid-option', {
        what: 'Two outputs are to be written to the same memory.',
        where: `output "${outputs[index]?.name}" of ${session}`,
        fix: 'Give every output a memory of its own.',
      })
    }
    written.add(memory)
  }
}

function checkSide(
  signatures: readonly TensorSignature[],
  bindings: readonly Binding[],
  side: 'input' | 'output',
  sizes: Map<string, number>,
  session: string,
): void {
  if (bindings.length !== signatures.length) {
    const missing = signatures.slice(bindings.length).map(({ name }) => name)
    throw new GraftError('invalid-option', {
      what: `The model has ${signatures.length} ${side}s, but ${bindings.length} tensors were given.`,
      where: session,
      fix: missing.length
        ? `Also give ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ', …' : ''}.`
        : `Give one tensor for each of the session's ${side}s, in their order.`,
    })
  }
  for (let index = 0; index < signatures.length; index += 1) {
    const signature = signatures[index]
    const binding = bindings[index]
    if (signature && binding) checkBinding(signature, binding, side, sizes, session)
  }
}

function checkBinding(
  { name, elementType, dims }: TensorSignature,
  binding: Binding,
  side: string,
  sizes: Map<string, number>,
  session: string,
): void {
  const { shape, memory } = binding
  const refuse = (code: 'shape-mismatch' | 'dtype-mismatch', what: string, fix: string): never => {
    throw new GraftError(code, { what, where: `${side} "${name}" of ${session}`, fix })
  }
  if (!isElementType(binding.elementType) || binding.elementType !== elementType) {
    refuse(
      'dtype-mismatch',
      `The model has ${elementType} here, but the tensor is ${binding.elementType}.`,
      `Give a ${elementType} tensor.`,
    )
  }
  const expected = () => `[${dims.map((dim) => dim ?? '?').join(', ')}]`
  if (shape.length !== dims.length) {
    refuse(
      'shape-mismatch',
      `The model has ${dims.length} dims here, ${expected()}, but the tensor has ${shape.length}, [${shape}].`,
      'Give a tensor of that many dims.',
    )
  }
  for (let axis = 0; axis < dims.length; axis += 1) {
    const dim = dims[axis]
    const size = shape[axis]
    if (size === undefined || !Number.isSafeInteger(size) || size < 0) {
      refuse('shape-mismatch', `The size of axis ${axis} is ${size}.`, 'Give a whole number, 0 or more.')
      return
    }
    const wanted = typeof dim === 'string' ? sizes.get(dim) : dim
    if (typeof wanted === 'number' && wanted !== size) {
      refuse(
        'shape-mismatch',
        `Axis ${axis} of ${expected()} is ${wanted}${typeof dim === 'string' ? ' by the tensors before' : ''}, but the tensor is [${shape}].`,
        `Give a size of ${wanted} on that axis.`,
      )
    }
    if (typeof dim === 'string') sizes.set(dim, size)
  }
  const needed = byteLengthOf(elementType, shape)
  if (memory.byteLength < needed) {
    refuse(
      'shape-mismatch',
      `A ${elementType} tensor of shape [${shape}] takes ${needed} bytes, but its memory has ${memory.byteLength}.`,
      'Allocate more memory or give a smaller shape.',
    )
  }
}
