import { assertIsLog } from '../interactions/assert-is-log'
import type { Id } from '../interactions/id-table'
import { columnsOf, type Interactions } from '../interactions/interactions'
import { type OptionsOf, readSettings, type SettingsOf, type SettingsTable } from '../settings/settings'
import { type FitOptions, fitRecommender } from './fit'
import type { FitContext } from './fit-context'
import { type LogSize, type MemoryOf, needOf, sizeOf } from './memory-need'
import type { Model } from './model'
import type { Recommender } from './recommender'
import type { SavedArrays } from './saved-arrays'
import type { TrainingData } from './training-data'
import { type WantedContext, withWantedContext } from './wanted-context'

/** What an algorithm's file says of it. */
export interface AlgorithmDefinition<Table extends SettingsTable> {
  /** Its name in files and tables, which never changes: `'popularity'`. */
  readonly name: string
  readonly settings: Table
  readonly fit: (data: TrainingData, settings: SettingsOf<Table>, context: FitContext) => Promise<Model>
  /** What a fit takes beside copies of the log; left out where that is little. */
  readonly memory?: MemoryOf<SettingsOf<Table>>
  /** Whether weights are ratings to be met; left out where they are not. */
  readonly wantsRatings?: (settings: SettingsOf<Table>) => boolean
  /** Which columns of the log's context it learns from; left out where it heeds none. */
  readonly context?: (settings: SettingsOf<Table>) => WantedContext
  /** The model that `arrays()` came from. The arrays come from a file and are not to be trusted. */
  readonly restore: (arrays: SavedArrays, settings: SettingsOf<Table>) => Model
}

/** An algorithm with its settings, ready to be fitted to any log. */
export interface Algorithm {
  /** The algorithm's name. */
  readonly algorithm: string
  /** All settings, defaults included. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Whether it can learn from the context of events. */
  readonly contextual: boolean
  /** About how many bytes a fit to this log takes at its peak, beside the log itself. */
  estimateMemory(log: Interactions): number
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
  /** Whether it can learn from the context of events. */
  readonly contextual: boolean
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
  const contextual = definition.context !== undefined
  const create = (options: OptionsOf<Table> = {}): Algorithm => {
    const settings = readSettings(table, options, name)
    const memoryOf = (size: LogSize) =>
      needOf(size, definition.memory?.(size, settings) ?? { shared: 0, own: 0 })
    return {
      algorithm: name,
      settings,
      contextual,
      estimateMemory(log) {
        assertIsLog(log)
        const columns = withWantedContext(columnsOf(log), definition.context?.(settings), name)
        const { shared, own } = memoryOf(sizeOf(columns))
        return shared + own
      },
      fit: (log, fitOptions = {}) =>
        fitRecommender(
          {
            name,
            settings,
            memoryOf,
            context: definition.context?.(settings),
            wantsRatings: definition.wantsRatings?.(settings) ?? false,
            fit: (data, context) => definition.fit(data, settings, context),
          },
          log,
          fitOptions,
        ),
    }
  }
  return Object.assign(create, {
    algorithm: name,
    contextual,
    settings: table,
    restore: (arrays: SavedArrays, settings: unknown) =>
      definition.restore(arrays, readSettings(table, settings, name)),
  })
}
