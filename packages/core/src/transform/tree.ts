import { mistake } from '../tensor/mistake'
import { isTensor, type Tensor } from '../tensor/tensor'
import { isKey, type Key } from './key'

/**
 * Trees: what transforms take and return. Arrays, plain objects and modules are branches; tensors and random
 * keys are leaves; everything else (numbers, strings, functions, null) is static and belongs to the structure.
 */
export type Leaf = Tensor | Key

const moduleBrand = Symbol.for('graft.module')

const isLeaf = (value: unknown): value is Leaf => isTensor(value) || isKey(value)

export function isBranch(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || isLeaf(value)) return false
  if (Array.isArray(value) || moduleBrand in value) return true
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** A leaf and its dotted path, such as `encoder.layer.0.attention.self.query.weight`. */
export interface PathLeaf {
  readonly path: string
  readonly leaf: Leaf
}

/** All leaves, in the order of the tree's own keys. */
export function leavesOf(tree: unknown, path = ''): PathLeaf[] {
  const found: PathLeaf[] = []
  collect(tree, path, found)
  return found
}

function collect(tree: unknown, path: string, found: PathLeaf[]): void {
  if (isLeaf(tree)) found.push({ path, leaf: tree })
  else if (isBranch(tree)) {
    for (const key of Object.keys(tree)) collect(tree[key], path ? `${path}.${key}` : key, found)
  }
}

/** The same tree with every leaf replaced; modules stay modules. */
export const mapLeaves = <T>(tree: T, replace: (leaf: Leaf, path: string) => Leaf, path = ''): T =>
  mapped(tree, replace, path) as T

function mapped(value: unknown, replace: (leaf: Leaf, path: string) => Leaf, path: string): unknown {
  if (isLeaf(value)) return replace(value, path)
  if (!isBranch(value)) return value
  const copy: Record<string, unknown> = Array.isArray(value)
    ? []
    : Object.create(Object.getPrototypeOf(value) as object | null)
  for (const key of Object.keys(value)) {
    const child = mapped(value[key], replace, path ? `${path}.${key}` : key)
    // A key such as __proto__ is a key here, and nothing else.
    if (key === '__proto__')
      Object.defineProperty(copy, key, { value: child, enumerable: true, writable: true })
    else copy[key] = child
  }
  return copy
}

/** A text that is equal for trees of equal structure and equal static values; leaves are described by the caller. */
export function structureOf(tree: unknown, describe: (leaf: Leaf) => string): string {
  if (isLeaf(tree)) return describe(tree)
  if (typeof tree === 'function') {
    throw mistake('invalid-option', {
      what: `A compiled function was called with a function (${tree.name || 'anonymous'}) in its arguments.`,
      fix: 'Let the traced function close over it instead.',
    })
  }
  if (!isBranch(tree)) return describeStatic(tree)
  const name = Array.isArray(tree) ? '' : (Object.getPrototypeOf(tree)?.constructor?.name ?? '')
  return `${name}{${Object.entries(tree)
    .map(([key, child]) => `${JSON.stringify(key)}:${structureOf(child, describe)}`)
    .join(',')}}`
}

/** Objects that are no trees (a Map, a class's instance) are told apart by identity. */
const identities = new WeakMap<object, number>()
let nextIdentity = 0

function describeStatic(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value)
  return identityOf(value)
}

/** A text that no other object has. */
export function identityOf(value: object): string {
  const known = identities.get(value) ?? nextIdentity++
  identities.set(value, known)
  return `#${known}`
}
