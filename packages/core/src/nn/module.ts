import type { RandomKey } from '@graftjs/base'
import { type DType, elementsOf, isFloat } from '../tensor/dtype'
import { elementCount, isConcrete } from '../tensor/shape'
import { Tensor } from '../tensor/tensor'
import { assertKey } from '../transform/key'
import type { Initializer } from './initializer'
import { declaredRoles, type Member, mapMembers, membersOf, type Roles } from './member'

/**
 * A part of a model: a tree whose tensors are its parameters and buffers. Fields hold tensors, other modules,
 * and arrays or plain objects of them; the dotted path of a field is the tensor's name in pretrained files
 * (`encoder.layer.0.attention.self.query.weight`). `forward` is pure: it changes no field. What it learns of
 * its buffers it tells its `ForwardContext`.
 */
export abstract class Module {
  /** @internal */
  declare readonly [moduleBrand]: true
  /** @internal What the tensors below are that are not to be trained. */
  declare readonly roles?: Roles
}

const moduleBrand: unique symbol = Symbol.for('graft.module') as never
Object.defineProperty(Module.prototype, moduleBrand, { value: true })

/** Named tensors, by their dotted path in a module. */
export type Parameters = Readonly<Record<string, Tensor>>

const initializers = new WeakMap<Tensor, Initializer>()

function withoutValue(
  shape: readonly number[],
  dtype: DType,
  initializer: Initializer,
  what: string,
): Tensor {
  const tensor = new Tensor(shape, dtype, {
    kind: 'placeholder',
    name: `a ${what} without a value`,
    remedy: 'Give the model values first: initialize(model, key), or load(model, tensors).module.',
  })
  initializers.set(tensor, initializer)
  return tensor
}

/** A parameter that has a shape but no value yet: `load` or `initialize` gives it one. */
export const parameter = (shape: readonly number[], initializer: Initializer): Tensor =>
  withoutValue(shape, 'float32', initializer, 'parameter')

/**
 * A tensor that is saved with the parameters but not trained, such as a running mean. It has no value yet. A
 * forward pass reads it with `context.current(buffer)` and replaces it with `context.update(buffer, value)`.
 */
export function buffer(shape: readonly number[], initializer: Initializer, dtype: DType = 'float32'): Tensor {
  const tensor = withoutValue(shape, dtype, initializer, 'buffer')
  declaredRoles.set(tensor, 'buffer')
  return tensor
}

const named = (module: Module, wanted: (member: Member) => boolean): Record<string, Tensor> =>
  Object.fromEntries(
    membersOf(module)
      .filter(wanted)
      .map(({ path, tensor }) => [path, tensor]),
  )

/** The parameters to train, by path: floating-point, not frozen, not a buffer. */
export const parametersOf = (module: Module): Record<string, Tensor> =>
  named(module, ({ role, tensor }) => role === 'parameter' && isFloat(tensor.dtype))

/** The buffers of a module that are not frozen, by path. */
export const buffersOf = (module: Module): Record<string, Tensor> =>
  named(module, ({ role }) => role === 'buffer')

/** Everything that a module's file holds, by path: parameters, frozen ones too, and buffers. */
export const stateOf = (module: Module): Record<string, Tensor> => named(module, () => true)

/** The same module with other values for the named parameters and buffers. */
export const withParameters = <M extends Module>(module: M, tensors: Parameters): M =>
  mapMembers(module, ({ path, tensor, role }) => ({ tensor: tensors[path] ?? tensor, role }))

/** Draws a value for every parameter and buffer that has none yet. The i-th uses `key.fold(i)`. */
export function initialize<M extends Module>(module: M, key: RandomKey): M {
  assertKey('initialize', key)
  let index = 0
  return mapMembers(module, ({ tensor, role }) => {
    const own = key.fold(index++)
    const initializer = initializers.get(tensor)
    const { shape, dtype } = tensor
    if (!initializer || !isConcrete(shape)) return { tensor, role }
    const drawn = new Float32Array(elementCount(shape))
    initializer(drawn, shape, own)
    const data = dtype === 'float32' ? drawn : elementsOf(dtype, drawn.length, drawn)
    return { tensor: new Tensor(shape, dtype, { kind: 'host', data }), role }
  })
}
