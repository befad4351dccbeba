import { mapMembers, membersOf, type Role } from './member'
import type { Module } from './module'
import { type PathSelection, selected } from './path-selection'

const frozen: Readonly<Record<Role, Role>> = {
  parameter: 'frozen parameter',
  buffer: 'frozen buffer',
  'frozen parameter': 'frozen parameter',
  'frozen buffer': 'frozen buffer',
}

const thawed: Readonly<Record<Role, Role>> = {
  parameter: 'parameter',
  buffer: 'buffer',
  'frozen parameter': 'parameter',
  'frozen buffer': 'buffer',
}

function withRoles<M extends Module>(
  what: string,
  module: M,
  selection: PathSelection,
  roles: Readonly<Record<Role, Role>>,
): M {
  const chosen = selected(
    what,
    selection,
    membersOf(module).map(({ path }) => path),
  )
  return mapMembers(module, ({ path, tensor, role }) => ({
    tensor,
    role: chosen.has(path) ? roles[role] : role,
  }))
}

/**
 * The same module, of which the selected tensors stay as they are: `parametersOf` and `buffersOf` leave them out.
 * Batch normalisation whose statistics are frozen normalises by them in training, too, as in Keras; to let them
 * run on, as in PyTorch, freeze by name: `freeze(model, /^backbone.*(weight|bias)$/)`.
 *
 * ```ts
 * const model = freeze(bert, 'bert.embeddings')
 * const head = unfreeze(freeze(bert), 'classifier')
 * ```
 *
 * @throws GraftError `invalid-option` where the selection takes nothing.
 */
export const freeze = <M extends Module>(module: M, selection: PathSelection = '**'): M =>
  withRoles('freeze', module, selection, frozen)

/** The same module, of which the selected tensors change again. */
export const unfreeze = <M extends Module>(module: M, selection: PathSelection = '**'): M =>
  withRoles('unfreeze', module, selection, thawed)
