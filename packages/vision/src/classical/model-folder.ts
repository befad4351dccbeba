import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  GraftError,
  recoverFolder,
  systemErrorCode,
  writeFileAtomically,
  writeFolderAtomically,
} from '@graftjs/base'
import {
  type LearnerName,
  labelEntries,
  labelsOfConfig,
  learners,
  type ModelState,
  type StateArray,
} from '@graftjs/classifier'
import { openSafetensors, type StorageType, type TensorFile, writeSafetensors } from '@graftjs/core'
import { descriptorNames } from './descriptors'
import type { ClassicalModel } from './model'
import { classicalCard } from './model-card'
import { type ClassicalSettings, resolveClassicalSettings } from './settings'

/** What `config.json` calls a model of this kind, as `model_type`. */
const modelType = 'graft-classical-image-classifier'
const formatVersion = 1
const names = { config: 'config.json', weights: 'model.safetensors', card: 'README.md' } as const
/** Before the names of the learner's own arrays. */
const prefix = 'model.'

/** Writes the whole folder or nothing. */
export async function saveClassicalModel(model: ClassicalModel, folder: string): Promise<void> {
  const { labels, settings, standardization, rows } = model
  const { classes, columns, settings: state, arrays } = model.model.state()
  const config = {
    model_type: modelType,
    format_version: formatVersion,
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
  await recoverFolder(folder)
  const where = join(folder, names.config)
  const config = record(parse(await readText(where), where), 'its content', where)
  if (config['model_type'] !== modelType) {
    throw new GraftError('invalid-file', {
      what: `The folder holds a model of type ${JSON.stringify(config['model_type'])}, not ${JSON.stringify(modelType)}.`,
      where,
      fix: 'Open it with the class that saved it.',
    })
  }
  if (config['format_version'] !== formatVersion) {
    throw new GraftError('unsupported', {
      what: `The folder has format version ${JSON.stringify(config['format_version'])}; this version reads ${formatVersion}.`,
      where,
      fix: 'Install the version of @graftjs/vision that saved it, or a later one.',
    })
  }
  const labels = labelsOfConfig(config)
  const settings = settingsOf(record(config['settings'], 'settings', where), where)
  const { classes, columns, settings: own } = record(config['model'], 'model', where)
  if (labels.length < 2 || labels.length !== classes)
    throw damaged('does not name the labels of its model', where)
  const file = await openSafetensors(join(folder, names.weights))
  const [state, standardization] = await arraysOf(file, {
    classes: labels.length,
    columns: typeof columns === 'number' ? columns : Number.NaN,
    settings: plainSettings(record(own, 'model.settings', where), where),
  })
  return {
    labels,
    settings,
    standardization,
    model: learners[settings.learner].restore(state),
    rows: rowsOf(record(config['rows'], 'rows', where), where),
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
      throw damaged(`has ${name} as ${dtype}`, file.where)
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
      throw damaged(`has no standardization.${name} of ${state.columns} numbers`, file.where)
    }
    return Float64Array.from(array)
  }
  return [
    { ...state, arrays: Object.fromEntries(own.map(([name, array]) => [name.slice(prefix.length), array])) },
    { mean: scale('mean'), deviation: scale('deviation') },
  ]
}

function settingsOf(saved: Record<string, unknown>, where: string): ClassicalSettings {
  const learner = Object.keys(learners).find((name): name is LearnerName => name === saved['learner'])
  const chosen: unknown[] = Array.isArray(saved['descriptors']) ? saved['descriptors'] : []
  const descriptors = descriptorNames.filter((name) => chosen.includes(name))
  const size = saved['size']
  if (!learner || descriptors.length !== chosen.length || typeof size !== 'number') {
    throw damaged('has settings that no training could have', where)
  }
  try {
    // In the order in which they were, since that is the order of the features.
    descriptors.sort((a, b) => chosen.indexOf(a) - chosen.indexOf(b))
    const settings = plainSettings(record(saved['settings'], 'settings.settings', where), where)
    return resolveClassicalSettings({ learner, descriptors, size, settings })
  } catch (cause) {
    throw damaged('has settings that no training could have', where, cause)
  }
}

function plainSettings(saved: Record<string, unknown>, where: string): Record<string, number | string> {
  return Object.fromEntries(
    Object.entries(saved).map(([name, value]) => {
      if (typeof value !== 'number' && typeof value !== 'string')
        throw damaged(`has no setting ${name}`, where)
      return [name, value]
    }),
  )
}

const rowsOf = (saved: Record<string, unknown>, where: string): Record<string, number> =>
  Object.fromEntries(
    Object.entries(saved).map(([label, count]) => {
      if (typeof count !== 'number') throw damaged(`does not say how many rows ${label} had`, where)
      return [label, count]
    }),
  )

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const missing = systemErrorCode(cause) === 'ENOENT'
    throw new GraftError(missing ? 'not-found' : 'file-access', {
      what: missing ? 'There is no such file.' : `The file cannot be read: ${String(cause)}.`,
      where: path,
      fix: missing
        ? 'Pass the folder that save wrote, with all its files.'
        : 'Check that this user may read it.',
      cause,
    })
  }
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw damaged('is not JSON', where, cause)
  }
}

function record(value: unknown, what: string, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw damaged(`should have an object as ${what}`, where)
  }
  return { ...value }
}

const damaged = (what: string, where: string, cause?: unknown): GraftError =>
  new GraftError('invalid-file', {
    what: `The file ${what}.`,
    where,
    fix: 'It is damaged or was edited: save or copy the model again.',
    cause,
  })
