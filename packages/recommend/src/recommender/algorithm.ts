import type { Id } from '../interactions/id-table'
import type { Interactions } from '../interactions/interactions'
import { type OptionsOf, readSettings, type SettingsOf, type SettingsTable } from '../settings/settings'
import { type FitOptions, fitRecommender } from './fit'
import type { FitContext } from './fit-context'
import type { Model } from './model'
import type { Recommender } from './recommender'
import type { SavedArrays } from './saved-arrays'
import type { TrainingData } from './training-data'

/** What an algorithm's file says of it. */
export interface AlgorithmDefinition<Table extends SettingsTable> {
  /** Its name in files and tables, which never changes: `'popularity'`. */
  readonly name: string
  readonly settings: Table
  readonly fit: (data: TrainingData, settings: SettingsOf<Table>, context: FitContext) => Promise<Model>
  /** The model that `arrays()` came from. The arrays come from a file and are not to be trusted. */
  readonly restore: (arrays: SavedArrays, settings: SettingsOf<Table>) => Model
}

/** An algorithm with its settings, ready to be fitted to any log. */
export interface Algorithm {
  /** The algorithm's name. */
  readonly algorithm: string
  /** All settings, defaults included. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Learns from a log, without blocking the event loop. */
  fit<User extends Id, Item extends Id>(
    log: Interactions<User, Item>,
    options?: FitOptions<User, Item>,
  ): Promise<Recommender<User, Item>>
}

/** What an algorithm's name stands for: `als({ factors: 64 })` is an {@link Algorithm}. */
export interface AlgorithmFactory<Table extends SettingsTable = SettingsTable> {
  (options?: OptionsOf<Table>): Algorithm
  readonly algorithm: string
  /** The settings and their defaults, for searches. */
  readonly settings: Table
  /** Restores a saved model; the settings come from a file, too. */
  readonly restore: (arrays: SavedArrays, settings: unknown) => Model
}

/** Makes the function that users call out of what an algorithm's file says. */
export function defineAlgorithm<const Table extends SettingsTable>(
  definition: AlgorithmDefinition<Table>,
): AlgorithmFactory<Table> {
  const { name, settings: table } = definition
  const create = (options: OptionsOf<Table> = {}): Algorithm => {
    const settings = readSettings(table, options, name)
    return {
      algorithm: name,
      settings,
      fit: (log, fitOptions = {}) =>
        fitRecommender(
          { name, settings, fit: (data, context) => definition.fit(data, settings, context) },
          log,
          fitOptions,
        ),
    }
  }
  return Object.assign(create, {
    algorithm: name,
    settings: table,
    restore: (arrays: SavedArrays, settings: unknown) =>
      definition.restore(arrays, readSettings(table, settings, name)),
  })
}
