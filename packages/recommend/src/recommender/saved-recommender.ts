import { writeFileAtomically } from '@graftjs/base'
import type { Histories } from '../interactions/histories'
import type { Id } from '../interactions/id-table'
import { isDuplicates } from '../interactions/policy'
import { type ArrayFile, writtenArrays } from './array-file'
import { contextToSave, savedContext } from './context-arrays'
import { type Fitted, fittedWith } from './fitted'
import { idsFromFile, idsToSave } from './id-arrays'
import type { Model } from './model'
import type { NamedArrays } from './named-arrays'
import type { SavedArrays } from './saved-arrays'

const FORMAT = 'graft-recommender'
const VERSION = 1

/** So that the sessions of updates can follow those of the file. */
const MOST_SESSIONS = 2 ** 30

/** The names of a model's own arrays begin with this in the file. */
const OWN = 'model/'

export async function saveFitted<User extends Id, Item extends Id>(
  { algorithm, model, users, items, histories, duplicates, halfLifeDays, stale }: Fitted<User, Item>,
  path: string,
): Promise<void> {
  const about = {
    format: FORMAT,
    version: VERSION,
    algorithm,
    duplicates,
    halfLifeDays: halfLifeDays ?? null,
  }
  const arrays: NamedArrays = {
    ...idsToSave('users', users),
    ...idsToSave('items', items),
    ...historiesToSave(histories),
    stale: { values: Int32Array.from(stale).sort() },
    ...Object.fromEntries(Object.entries(model.arrays()).map(([name, array]) => [OWN + name, array])),
  }
  await writeFileAtomically(path, writtenArrays(about, arrays))
}

/** Restores a model by the algorithm's name. */
export type RestoreModel = (name: string, arrays: SavedArrays, settings: unknown) => Model

/** @throws GraftError `invalid-file` naming what is wrong. */
export function restoreFitted<User extends Id, Item extends Id>(
  { about, arrays }: ArrayFile,
  restore: RestoreModel,
): Fitted<User, Item> {
  const { format, version, algorithm, duplicates, halfLifeDays } = about
  if (format !== FORMAT) arrays.refuse('The file holds no recommender.')
  if (version !== VERSION) arrays.refuse(`The file has version ${String(version)}, and ${VERSION} is known.`)
  if (!isAlgorithm(algorithm)) return arrays.refuse('The file does not name its algorithm.')
  if (!isDuplicates(duplicates)) return arrays.refuse('The file does not say what repeated events come to.')
  const users = idsFromFile<User>('users', arrays)
  const items = idsFromFile<Item>('items', arrays)
  const histories = historiesFromFile(arrays, users.size, items.size)
  const model = restore(
    algorithm.name,
    arrays.below(OWN, Math.max(1, users.size, items.size)),
    algorithm.settings,
  )
  if (model.users > users.size || model.items > items.size) {
    arrays.refuse('The model knows more users or items than the file names.')
  }
  return fittedWith({
    algorithm,
    model,
    users,
    items,
    histories,
    duplicates,
    halfLifeDays: typeof halfLifeDays === 'number' && halfLifeDays > 0 ? halfLifeDays : undefined,
    stale: new Set(arrays.numbers('stale', undefined, users.size)),
  })
}

function historiesToSave({ offsets, items, weights, times, sessions, context }: Histories): NamedArrays {
  return {
    'histories.offsets': { values: offsets },
    'histories.items': { values: items },
    'histories.weights': { values: weights },
    ...(times && { 'histories.times': { values: times } }),
    ...(sessions && { 'histories.sessions': { values: sessions } }),
    ...(context && contextToSave('histories.context', context)),
  }
}

function historiesFromFile(arrays: SavedArrays, users: number, items: number): Histories {
  const offsets = arrays.offsets('histories.offsets', users)
  const events = offsets[users]!
  const context = savedContext('histories.context', arrays, events)
  return {
    offsets,
    items: arrays.numbers('histories.items', events, items),
    weights: arrays.float32('histories.weights', [events]),
    times: arrays.has('histories.times') ? arrays.float64('histories.times', [events]) : undefined,
    ...(arrays.has('histories.sessions') && {
      sessions: arrays.numbers('histories.sessions', events, MOST_SESSIONS),
    }),
    ...(context && { context }),
  }
}

function isAlgorithm(
  value: unknown,
): value is { readonly name: string; readonly settings: Readonly<Record<string, unknown>> } {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('settings' in value))
    return false
  return typeof value.name === 'string' && typeof value.settings === 'object' && value.settings !== null
}
