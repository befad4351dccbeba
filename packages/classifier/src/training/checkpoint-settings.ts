import { join } from 'node:path'
import { assertWritable } from '@graftjs/base'
import { optionError } from './option-error'

/** Where and how often a run's state is kept. */
export interface CheckpointSettings {
  readonly folder: string
  /** Besides the end of each epoch, the state is written when this many seconds have passed. Default 30. */
  readonly everySeconds?: number
  /** … or this many steps. Default: never for that reason. */
  readonly everySteps?: number
}

/**
 * Where checkpoints go, if anywhere; the folder is tried, so that a run does not find out after its first epoch.
 *
 * @throws GraftError `invalid-option`, `file-access`.
 */
export async function resolveCheckpoint(option: unknown): Promise<CheckpointSettings | undefined> {
  if (option === undefined) return undefined
  const given: Readonly<Record<string, unknown>> =
    typeof option === 'object' && option !== null ? { ...option } : { folder: option }
  const { folder, everySeconds, everySteps } = given
  if (typeof folder !== 'string' || folder === '')
    throw optionError('checkpoint', folder, "the path of a folder, for example 'runs/first'")
  if (everySteps !== undefined && !(Number.isSafeInteger(everySteps) && Number(everySteps) > 0))
    throw optionError('checkpoint.everySteps', everySteps, 'a whole number above 0')
  if (everySeconds !== undefined && !(typeof everySeconds === 'number' && everySeconds > 0))
    throw optionError('checkpoint.everySeconds', everySeconds, 'a number above 0')
  await assertWritable(join(folder, 'step'))
  return {
    folder,
    ...(typeof everySeconds === 'number' ? { everySeconds } : {}),
    ...(typeof everySteps === 'number' ? { everySteps } : {}),
  }
}
