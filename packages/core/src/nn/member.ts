import { isTensor, type Tensor } from '../tensor/tensor'
import { isBranch } from '../transform/tree'

/**
 * What a tensor of a module is there for: to be trained, or to hold what forward passes see (a buffer, such as a
 * running mean); and either of them frozen, so that it stays as it is.
 */
export type Role = 'parameter' | 'buffer' | 'frozen parameter' | 'frozen buffer'

/** Roles other than `parameter`, by path below the module that keeps them. Plain data, so it stays with its module. */
export type Roles = Readonly<Record<string, Role>>

/** A tensor of a module, with its dotted path from where the walk began. */
export interface Member {
  readonly path: string
  readonly tensor: Tensor
  readonly role: Role
}

/** @internal Roles of tensors that have no value yet; a module notes them down when they get one. */
export const declaredRoles = new WeakMap<Tensor, Role>()

const moduleBrand = Symbol.for('graft.module')
const ROLES = 'roles'

/** The innermost module around a value. */
interface Owner {
  readonly depth: number
  readonly known: Roles
  readonly noted: Record<string, Role>
}

const ownerOf = (value: object, depth: number): Owner => ({
  depth,
  known: (ROLES in value && moduleBrand in value ? (value[ROLES] as Roles | undefined) : undefined) ?? {},
  noted: {},
})

/** The same tree with each tensor, its role, or both replaced. */
export function mapMembers<T>(
  tree: T,
  replace: (member: Member) => { readonly tensor: Tensor; readonly role: Role },
): T {
  const mapped = (value: unknown, path: readonly string[], owner: Owner): unknown => {
    if (isTensor(value)) {
      const below = path.slice(owner.depth).join('.')
      const role = owner.known[below] ?? declaredRoles.get(value) ?? 'parameter'
      const next = replace({ path: path.join('.'), tensor: value, role })
      if (next.role !== 'parameter') owner.noted[below] = next.role
      return next.tensor
    }
    if (!isBranch(value)) return value
    const isModule = moduleBrand in value
    const own = isModule ? ownerOf(value, path.length) : owner
    const entries = Object.entries(value)
      .filter(([key]) => !(isModule && key === ROLES))
      .map(([key, child]) => [key, mapped(child, [...path, key], own)] as const)
    if (Array.isArray(value)) return entries.map(([, child]) => child)
    const copy: object = Object.create(Object.getPrototypeOf(value) as object | null)
    const roles = isModule && Object.keys(own.noted).length > 0 ? { [ROLES]: own.noted } : {}
    return Object.assign(copy, Object.fromEntries(entries), roles)
  }
  return mapped(tree, [], ownerOf({}, 0)) as T
}

/** The tensors of a tree, in its order. */
export function membersOf(tree: unknown): Member[] {
  const members: Member[] = []
  mapMembers(tree, (member) => {
    members.push(member)
    return member
  })
  return members
}
