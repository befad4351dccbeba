import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GraftError, recoverFolder, writeFileAtomically, writeFolderAtomically } from '@graftjs/base'
import { outputsFor, TimeSlice } from '@graftjs/classifier'
import { openSafetensors, type TensorFile, writeSafetensors } from '@graftjs/core'
import type { LinearModel, TrainingSummary } from './linear-model'
import { modelCard } from './model-card'
import { type LinearSettings, resolveSettings } from './settings'
import { TermIndex } from './term-index'
import { TfidfVectorizer } from './tfidf'

/** What `config.json` calls a model of this kind, as `model_type`. */
const linearModelType = 'graft-linear-text-classifier'

const formatVersion = 1
const names = {
  config: 'config.json',
  vocabulary: 'vocab.txt',
  weights: 'model.safetensors',
  card: 'README.md',
} as const

/** Writes the whole folder or nothing. */
export async function saveLinearModel(model: LinearModel, folder: string): Promise<void> {
  const { labels, vectorizer, logistic, settings, training } = model
  const features = vectorizer.terms.length
  const outputs = logistic.intercepts.length
  const config = {
    model_type: linearModelType,
    format_version: formatVersion,
    id2label: Object.fromEntries(labels.entries()),
    label2id: Object.fromEntries(labels.map((label, id) => [label, id])),
    settings,
    training,
  }
  await writeFolderAtomically(folder, async (temporary) => {
    await writeFileAtomically(join(temporary, names.vocabulary), vocabularyBytes(vectorizer.terms))
    await writeSafetensors(join(temporary, names.weights), [
      ['coefficients', { dtype: 'F64', shape: [features, outputs], data: logistic.coefficients }],
      ['intercepts', { dtype: 'F64', shape: [outputs], data: logistic.intercepts }],
      [
        'inverse_document_frequency',
        { dtype: 'F64', shape: [features], data: vectorizer.inverseDocumentFrequency },
      ],
    ])
    await writeFileAtomically(join(temporary, names.card), modelCard(model))
    await writeFileAtomically(join(temporary, names.config), `${JSON.stringify(config, null, 2)}\n`)
  })
}

/** One term a line; terms are words and single spaces. */
function* vocabularyBytes(terms: readonly string[]): Generator<Uint8Array> {
  const encoder = new TextEncoder()
  const linesAtOnce = 8192
  for (let start = 0; start < terms.length; start += linesAtOnce) {
    yield encoder.encode(`${terms.slice(start, start + linesAtOnce).join('\n')}\n`)
  }
}

/** Opens what `saveLinearModel` wrote; every file is checked before it is believed. */
export async function loadLinearModel(folder: string): Promise<LinearModel> {
  await recoverFolder(folder)
  const slice = new TimeSlice()
  const { labels, settings, training } = parseConfig(
    await readText(join(folder, names.config)),
    join(folder, names.config),
  )
  const vocabulary = join(folder, names.vocabulary)
  const { terms, index } = await parseVocabulary(await readText(vocabulary), vocabulary, slice)
  const file = await openSafetensors(join(folder, names.weights))
  const outputs = outputsFor(labels.length)
  const frequencies = await readNumbers(file, 'inverse_document_frequency', [terms.length], slice)
  const coefficients = await readNumbers(file, 'coefficients', [terms.length, outputs], slice)
  const intercepts = await readNumbers(file, 'intercepts', [outputs], slice)
  return {
    labels,
    vectorizer: TfidfVectorizer.from({
      terms,
      index,
      inverseDocumentFrequency: frequencies,
      ngrams: settings.ngrams,
    }),
    logistic: { classes: labels.length, coefficients, intercepts },
    settings,
    training,
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    throw new GraftError(missing ? 'not-found' : 'file-access', {
      what: missing ? 'There is no such file.' : `The file cannot be read: ${String(cause)}.`,
      where: path,
      fix: missing
        ? 'Pass the folder that save wrote, with all its files.'
        : 'Check that it is a file and that this user may read it.',
      cause,
    })
  }
}

function parseConfig(
  text: string,
  where: string,
): { labels: string[]; settings: LinearSettings; training: TrainingSummary } {
  let config: unknown
  try {
    config = JSON.parse(text)
  } catch (cause) {
    throw damaged('is not JSON', where, cause)
  }
  const { model_type, format_version, id2label, settings, training } = asRecord(config, 'its content', where)
  if (model_type !== linearModelType) {
    throw new GraftError('invalid-file', {
      what: `The folder holds a model of type ${JSON.stringify(model_type)}, not ${JSON.stringify(linearModelType)}.`,
      where,
      fix: 'Open it with the class that saved it.',
    })
  }
  if (format_version !== formatVersion) {
    throw new GraftError('unsupported', {
      what: `The folder has format version ${JSON.stringify(format_version)}; this version reads ${formatVersion}.`,
      where,
      fix: 'Install the version of @graftjs/text that saved it, or a later one.',
    })
  }
  return {
    labels: parseLabels(asRecord(id2label, 'id2label', where), where),
    settings: parseSettings(asRecord(settings, 'settings', where), where),
    training: parseTraining(asRecord(training, 'training', where), where),
  }
}

function parseLabels(id2label: Record<string, unknown>, where: string): string[] {
  const labels = Object.keys(id2label).map((_, id) => {
    const label = id2label[id]
    if (typeof label !== 'string' || label === '') throw damaged(`has no label of id ${id}`, where)
    return label
  })
  if (labels.length < 2 || new Set(labels).size < labels.length) {
    throw damaged('does not have two or more distinct labels', where)
  }
  return labels
}

function parseSettings(settings: Record<string, unknown>, where: string): LinearSettings {
  const { c, ngrams, minimumDocumentFrequency, maximumFeatures } = settings
  const [shortest, longest]: unknown[] = Array.isArray(ngrams) ? ngrams : []
  try {
    return resolveSettings({
      c: asNumber(c, 'c', where),
      ngrams: [asNumber(shortest, 'ngrams', where), asNumber(longest, 'ngrams', where)],
      minimumDocumentFrequency: asNumber(minimumDocumentFrequency, 'minimumDocumentFrequency', where),
      maximumFeatures: maximumFeatures === null ? null : asNumber(maximumFeatures, 'maximumFeatures', where),
    })
  } catch (cause) {
    throw damaged('has settings that no training could have', where, cause)
  }
}

function parseTraining(training: Record<string, unknown>, where: string): TrainingSummary {
  const rows = Object.entries(asRecord(training['rows'], 'training.rows', where))
  return {
    rows: Object.fromEntries(rows.map(([label, count]) => [label, asNumber(count, 'training.rows', where)])),
    iterations: asNumber(training['iterations'], 'training.iterations', where),
    loss: asNumber(training['loss'], 'training.loss', where),
    converged: training['converged'] === true,
  }
}

async function parseVocabulary(
  text: string,
  where: string,
  slice: TimeSlice,
): Promise<{ terms: string[]; index: TermIndex }> {
  const terms: string[] = []
  const index = new TermIndex()
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start)
    if (end < 0) throw damaged('ends in the middle of a line', where)
    if (end === start) throw damaged(`has no term in line ${terms.length + 1}`, where)
    const term = text.slice(start, end)
    if (index.add(term) < terms.length) throw damaged(`has the term ${JSON.stringify(term)} twice`, where)
    terms.push(term)
    start = end + 1
    if (terms.length % 4096 === 0) await slice.pause()
  }
  return { terms, index }
}

async function readNumbers(
  file: TensorFile,
  name: string,
  shape: readonly number[],
  slice: TimeSlice,
): Promise<Float64Array> {
  if (!file.names.includes(name)) throw damaged(`has no tensor ${name}`, file.where)
  const info = file.info(name)
  if (info.dtype !== 'F64' || info.shape.join() !== shape.join()) {
    const found = `${info.dtype} [${info.shape.join(', ')}]`
    throw damaged(`has ${name} as ${found}, where the other files need F64 [${shape.join(', ')}]`, file.where)
  }
  const tensor = await file.get(name)
  if (tensor.dtype !== 'F64') throw damaged(`has ${name} as ${tensor.dtype}`, file.where)
  for (let i = 0; i < tensor.data.length; i++) {
    if (!Number.isFinite(tensor.data[i]))
      throw damaged(`has a number in ${name} that is not finite`, file.where)
    if (i % 65536 === 0) await slice.pause()
  }
  return tensor.data
}

function asRecord(value: unknown, what: string, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw damaged(`should have an object as ${what}`, where)
  }
  return { ...value }
}

function asNumber(value: unknown, what: string, where: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw damaged(`should have a number as ${what}`, where)
}

function damaged(what: string, where: string, cause?: unknown): GraftError {
  return new GraftError('invalid-file', {
    what: `The file ${what}.`,
    where,
    fix: 'It is damaged or was edited: save or copy the model again.',
    cause,
  })
}
