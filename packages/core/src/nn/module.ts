import { GraftError, type RandomKey } from '@graftjs/base'
import { elementCount, formatShape, isConcrete, type Shape } from '../tensor/shape'
import { isTensor, Tensor } from '../tensor/tensor'
import { leavesOf, mapLeaves } from '../transform/tree'
import type { Initializer } from './initializer'

/**
 * A part of a model: a tree whose tensors are its parameters. Fields hold tensors, other modules, and arrays
 * or plain objects of them; the dotted path of a field is the parameter's name in pretrained files
 * (`encoder.layer.0.attention.self.query.weight`). `forward` is pure: it changes no field.
 */
export abstract class Module {
  /** @internal */
  declare readonly [moduleBrand]: true
}

const moduleBrand: unique symbol = Symbol.for('graft.module') as never
Object.defineProperty(Module.prototype, moduleBrand, { value: true })

/** Named tensors, by their dotted path in a module. */
export type Parameters = Readonly<Record<string, Tensor>>

const initializers = new WeakMap<Tensor, Initializer>()

/** A parameter that has a shape but no value yet: `load` or `initialize` gives it one. */
export function parameter(shape: readonly number[], initializer: Initializer): Tensor {
  const tensor = new Tensor(shape, 'float32', { kind: 'placeholder', name: 'a parameter without a value' })
  initializers.set(tensor, initializer)
  return tensor
}

/** The parameters of a module, by path. */
export function parametersOf(module: Module): Record<string, Tensor> {
  return Object.fromEntries(
    leavesOf(module).flatMap(({ path, leaf }) => (isTensor(leaf) ? [[path, leaf]] : [])),
  )
}

/** The same module with other values for the named parameters. */
export function withParameters<M extends Module>(module: M, parameters: Parameters): M {
  return mapLeaves(module, (leaf, path) => (isTensor(leaf) ? (parameters[path] ?? leaf) : leaf))
}

/** Draws a value for every parameter that has none yet. Parameter i uses `key.fold(i)`. */
export function initialize<M extends Module>(module: M, key: RandomKey): M {
  let index = 0
  return mapLeaves(module, (leaf) => {
    const initializer = isTensor(leaf) ? initializers.get(leaf) : undefined
    const own = key.fold(index++)
    if (!initializer || !isTensor(leaf) || !isConcrete(leaf.shape)) return leaf
    const data = new Float32Array(elementCount(leaf.shape))
    initializer(data, leaf.shape, own)
    return new Tensor(leaf.shape, 'float32', { kind: 'host', data })
  })
}

export interface Loaded<M> {
  readonly module: M
  /** Parameters of the module for which there was no tensor. */
  readonly missing: readonly string[]
  /** Tensors that the module has no place for. */
  readonly unexpected: readonly string[]
}

/** Puts named tensors in the places of a module's parameters, after checking their shapes. */
export function load<M extends Module>(module: M, tensors: Parameters): Loaded<M> {
  const parameters = parametersOf(module)
  for (const [name, { shape }] of Object.entries(parameters)) {
    const given = tensors[name]
    if (given && formatShape(given.shape) !== formatShape(shape)) throw wrongShape(name, given.shape, shape)
  }
  return {
    module: withParameters(module, tensors),
    missing: Object.keys(parameters).filter((name) => !(name in tensors)),
    unexpected: Object.keys(tensors).filter((name) => !(name in parameters)),
  }
}

const wrongShape = (name: string, given: Shape, expected: Shape): GraftError =>
  new GraftError('shape-mismatch', {
    what: `The tensor "${name}" has the shape ${formatShape(given)}, but the model needs ${formatShape(expected)}.`,
    fix: 'Load it into a model that was made from the same configuration.',
  })
