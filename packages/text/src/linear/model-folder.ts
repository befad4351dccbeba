import { join } from 'node:path'
import { writeFileAtomically, writeFolderAtomically } from '@graftjs/base'
import {
  damagedFile,
  labelEntries,
  outputsFor,
  readModelText,
  SavedConfig,
  TimeSlice,
} from '@graftjs/classifier'
import { openSafetensors, type TensorFile, writeSafetensors } from '@graftjs/core'
import type { LinearModel, TrainingSummary } from './linear-model'
import { modelCard } from './model-card'
import { type LinearSettings, resolveSettings } from './settings'
import { TermIndex } from './term-index'
import { TfidfVectorizer } from './tfidf'

const kind = { type: 'graft-linear-text-classifier', version: 1, library: '@graftjs/text' } as const
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
    model_type: kind.type,
    format_version: kind.version,
    ...labelEntries(labels),
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
  const slice = new TimeSlice()
  const config = await SavedConfig.read(folder, kind)
  const labels = config.labels()
  const settings = settingsOf(config.part('settings'))
  const vocabulary = join(folder, names.vocabulary)
  const { terms, index } = await parseVocabulary(await readModelText(vocabulary), vocabulary, slice)
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
    training: summaryOf(config.part('training')),
  }
}

function settingsOf(saved: SavedConfig): LinearSettings {
  const [shortest, longest]: unknown[] = Array.isArray(saved.values['ngrams']) ? saved.values['ngrams'] : []
  try {
    return resolveSettings({
      c: saved.number('c'),
      ngrams: [Number(shortest), Number(longest)],
      minimumDocumentFrequency: saved.number('minimumDocumentFrequency'),
      maximumFeatures: saved.values['maximumFeatures'] === null ? null : saved.number('maximumFeatures'),
    })
  } catch (cause) {
    throw damagedFile('has settings that no training could have', saved.where, cause)
  }
}

const summaryOf = (saved: SavedConfig): TrainingSummary => ({
  rows: saved.part('rows').numbers(),
  iterations: saved.number('iterations'),
  loss: saved.number('loss'),
  converged: saved.values['converged'] === true,
})

async function parseVocabulary(
  text: string,
  where: string,
  slice: TimeSlice,
): Promise<{ terms: string[]; index: TermIndex }> {
  const terms: string[] = []
  const index = new TermIndex()
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start)
    if (end < 0) throw damagedFile('ends in the middle of a line', where)
    if (end === start) throw damagedFile(`has no term in line ${terms.length + 1}`, where)
    const term = text.slice(start, end)
    if (index.add(term) < terms.length) throw damagedFile(`has the term ${JSON.stringify(term)} twice`, where)
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
  if (!file.names.includes(name)) throw damagedFile(`has no tensor ${name}`, file.where)
  const info = file.info(name)
  if (info.dtype !== 'F64' || info.shape.join() !== shape.join()) {
    const found = `${info.dtype} [${info.shape.join(', ')}]`
    throw damagedFile(
      `has ${name} as ${found}, where the other files need F64 [${shape.join(', ')}]`,
      file.where,
    )
  }
  const tensor = await file.get(name)
  if (tensor.dtype !== 'F64') throw damagedFile(`has ${name} as ${tensor.dtype}`, file.where)
  for (let i = 0; i < tensor.data.length; i++) {
    if (!Number.isFinite(tensor.data[i]))
      throw damagedFile(`has a number in ${name} that is not finite`, file.where)
    if (i % 65536 === 0) await slice.pause()
  }
  return tensor.data
}
