import { type Member, mapMembers, membersOf, type Role } from './member'
import type { Module } from './module'
import { type PathSelection, selected } from './path-selection'

function withRole<M extends Module>(what: string, module: M, selection: PathSelection, role: Role): M {
  const trainable = ({ role }: Member) => role !== 'buffer'
  const paths = membersOf(module)
    .filter(trainable)
    .map(({ path }) => path)
  const chosen = selected(what, selection, paths)
  return mapMembers(module, (member) => (chosen.has(member.path) ? { ...member, role } : member))
}

/**
 * The same module, of which the selected parameters are not trained: `parametersOf` leaves them out. Buffers stay
 * as they are.
 *
 * ```ts
 * const model = freeze(bert, 'bert.embeddings')
 * const head = unfreeze(freeze(bert, '**'), 'classifier')
 * ```
 *
 * @throws GraftError `invalid-option` where the selection takes no parameter.
 */
export const freeze = <M extends Module>(module: M, selection: PathSelection = '**'): M =>
  withRole('freeze', module, selection, 'frozen')

/** The same module, of which the selected parameters are trained again. */
export const unfreeze = <M extends Module>(module: M, selection: PathSelection = '**'): M =>
  withRole('unfreeze', module, selection, 'parameter')
