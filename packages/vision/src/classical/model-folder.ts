import { join } from 'node:path'
import { writeFileAtomically, writeFolderAtomically } from '@graftjs/base'
import {
  damagedFile,
  type LearnerName,
  labelEntries,
  learners,
  type ModelState,
  SavedConfig,
  type StateArray,
} from '@graftjs/classifier'
import { openSafetensors, type StorageType, type TensorFile, writeSafetensors } from '@graftjs/core'
import { descriptorNames } from './descriptors'
import type { ClassicalModel } from './model'
import { classicalCard } from './model-card'
import { type ClassicalSettings, resolveClassicalSettings } from './settings'

const kind = { type: 'graft-classical-image-classifier', version: 1, library: '@graftjs/vision' } as const
const names = { config: 'config.json', weights: 'model.safetensors', card: 'README.md' } as const
/** Before the names of the learner's own arrays. */
const prefix = 'model.'

/** Writes the whole folder or nothing. */
export async function saveClassicalModel(model: ClassicalModel, folder: string): Promise<void> {
  const { labels, settings, standardization, rows } = model
  const { classes, columns, settings: state, arrays } = model.model.state()
  const config = {
    model_type: kind.type,
    format_version: kind.version,
    ...labelEntries(labels),
    settings,
    model: { classes, columns, settings: state },
    rows,
  }
  const tensors = [
    ...Object.entries(arrays).map(([name, array]) => [`${prefix}${name}`, array] as const),
    ['standardization.mean', standardization.mean] as const,
    ['standardization.deviation', standardization.deviation] as const,
  ]
  await writeFolderAtomically(folder, async (temporary) => {
    await writeSafetensors(
      join(temporary, names.weights),
      tensors.map(([name, data]) => [name, { dtype: dtypeOf(data), shape: [data.length], data }]),
    )
    await writeFileAtomically(join(temporary, names.card), classicalCard(model))
    await writeFileAtomically(join(temporary, names.config), `${JSON.stringify(config, null, 2)}\n`)
  })
}

const dtypeOf = (array: StateArray): StorageType => {
  const tag = Object.prototype.toString.call(array)
  return tag === '[object Int32Array]' ? 'I32' : tag === '[object Float32Array]' ? 'F32' : 'F64'
}

/** Opens what `saveClassicalModel` wrote; every part is checked before it is believed. */
export async function loadClassicalModel(folder: string): Promise<ClassicalModel> {
  const config = await SavedConfig.read(folder, kind)
  const labels = config.labels()
  const settings = settingsOf(config.part('settings'))
  const model = config.part('model')
  if (labels.length !== model.number('classes'))
    throw damagedFile('does not name the labels of its model', config.where)
  const file = await openSafetensors(join(folder, names.weights))
  const [state, standardization] = await arraysOf(file, {
    classes: labels.length,
    columns: model.number('columns'),
    settings: plainSettings(model.part('settings')),
  })
  return {
    labels,
    settings,
    standardization,
    model: learners[settings.learner].restore(state),
    rows: config.part('rows').numbers(),
  }
}

async function arraysOf(
  file: TensorFile,
  state: Omit<ModelState, 'arrays'>,
): Promise<[ModelState, ClassicalModel['standardization']]> {
  const arrays: Record<string, StateArray> = {}
  for (const name of file.names) {
    const { dtype, data } = await file.get(name)
    if (dtype !== 'F64' && dtype !== 'F32' && dtype !== 'I32')
      throw damagedFile(`has ${name} as ${dtype}`, file.where)
    arrays[name] = data
  }
  const own = Object.entries(arrays).filter(([name]) => name.startsWith(prefix))
  const scale = (name: string): Float64Array => {
    const array = arrays[`standardization.${name}`]
    if (
      !array ||
      dtypeOf(array) !== 'F64' ||
      array.length !== state.columns ||
      !array.every(Number.isFinite)
    ) {
      throw damagedFile(`has no standardization.${name} of ${state.columns} numbers`, file.where)
    }
    return Float64Array.from(array)
  }
  return [
    { ...state, arrays: Object.fromEntries(own.map(([name, array]) => [name.slice(prefix.length), array])) },
    { mean: scale('mean'), deviation: scale('deviation') },
  ]
}

function settingsOf(saved: SavedConfig): ClassicalSettings {
  const learner = Object.keys(learners).find((name): name is LearnerName => name === saved.values['learner'])
  const chosen: unknown[] = Array.isArray(saved.values['descriptors']) ? saved.values['descriptors'] : []
  const descriptors = descriptorNames.filter((name) => chosen.includes(name))
  const impossible = (cause?: unknown) =>
    damagedFile('has settings that no training could have', saved.where, cause)
  if (!learner || descriptors.length !== chosen.length) throw impossible()
  try {
    // In the order in which they were, since that is the order of the features.
    descriptors.sort((a, b) => chosen.indexOf(a) - chosen.indexOf(b))
    const settings = plainSettings(saved.part('settings'))
    return resolveClassicalSettings({ learner, descriptors, size: saved.number('size'), settings })
  } catch (cause) {
    throw impossible(cause)
  }
}

const plainSettings = ({ values, where }: SavedConfig): Record<string, number | string> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value !== 'number' && typeof value !== 'string')
        throw damagedFile(`has no setting ${name}`, where)
      return [name, value]
    }),
  )
