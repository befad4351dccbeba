import { isTensor } from '../tensor/tensor'
import { isBranch } from '../transform/tree'
import type { Module } from './module'

type Callable = (...given: unknown[]) => unknown

/** A module in a model, or a function that a module holds as a layer. */
export interface Part {
  readonly path: string
  readonly value: Module | Callable
}

const moduleBrand = Symbol.for('graft.module')

const isModule = (value: unknown): value is Module =>
  typeof value === 'object' && value !== null && moduleBrand in value

const isCallable = (value: unknown): value is Callable => typeof value === 'function'

const children = (value: unknown, path: string): readonly (readonly [string, unknown])[] =>
  isTensor(value) || !isBranch(value)
    ? []
    : Object.entries(value).map(([key, child]) => [path ? `${path}.${key}` : key, child])

/** The parts of a module, each before those inside it. */
export function partsOf(module: Module): Part[] {
  const partsIn = (value: unknown, path: string): Part[] => [
    ...(isModule(value) || isCallable(value) ? [{ path, value }] : []),
    ...children(value, path).flatMap(([at, child]) => partsIn(child, at)),
  ]
  return partsIn(module, '')
}

/** The same module, which tells what each call of a part of it returned. */
export function observed<M extends Module>(module: M, tell: (path: string, result: unknown) => void): M {
  const watch =
    (path: string, call: Callable, self: unknown): Callable =>
    (...given) => {
      const result = call.apply(self, given)
      tell(path, result)
      return result
    }
  const copied = (value: unknown, path: string): unknown => {
    if (isCallable(value)) return watch(path, value, undefined)
    if (isTensor(value) || !isBranch(value)) return value
    const entries = children(value, path).map(([at, child]) => copied(child, at))
    if (Array.isArray(value)) return entries
    const copy: object = Object.create(Object.getPrototypeOf(value) as object | null)
    Object.assign(copy, Object.fromEntries(Object.keys(value).map((key, index) => [key, entries[index]])))
    if (!isModule(copy) || !('forward' in copy) || !isCallable(copy.forward)) return copy
    return Object.defineProperty(copy, 'forward', { value: watch(path, copy.forward, copy) })
  }
  return copied(module, '') as M
}
