import type { GraftError } from '@graftjs/base'
import { refuse, shown } from '../input/refuse'
import { throwIfAborted } from '../input/throw-if-aborted'
import { type KindsOption, readColumnKinds } from '../interactions/context/column-kinds'
import { fileSource, onlyBytes, streamSource } from '../interactions/files/byte-source'
import type { FileFormat } from '../interactions/files/formats'
import { recBoleName } from '../interactions/files/recbole-kind'
import { forgiving } from '../interactions/log-builder'
import { type IdKind, type IdOfKind, idOfKind } from '../interactions/read-id'
import { type FeatureKind, featureKinds, recBoleFeature } from './feature-kinds'
import type { FeatureValue } from './features'
import { tableRows } from './table-rows'

export interface FeatureReadOptions<Ids extends IdKind = IdKind> {
  /** The column of the id; by default `'id'`, and that of RecBole's files: `item_id` or `user_id`. */
  readonly id?: string
  /** What ids are to be: `'text'` (default), in which `007` is not `7`, or `'number'`. */
  readonly ids?: Ids
  /**
   * The columns to read: of a name alone each value is a category, `['brand']`; others are said to be amounts, several
   * words, or embeddings: `{ price: 'numeric', tags: 'words', text: 'vector' }`. RecBole's files say it in their header,
   * and all their columns are read by default.
   */
  readonly features?: KindsOption<FeatureKind>
  /** How the file holds the table; by default its name tells. */
  readonly format?: FileFormat
  /** The character between fields; by default a comma for `csv` and a tabulator for `tsv` and `recbole`. */
  readonly separator?: string
  /** The names of the columns of a text file that does not begin with them. */
  readonly columns?: readonly string[]
  /** Called with what is wrong with a row, which is then left out. Without it the first bad row is an error. */
  readonly onBadRow?: (problem: GraftError) => void
  readonly signal?: AbortSignal
}

/**
 * What is known of items, or of users, out of a file or a stream of bytes: for `itemFeatures` and `userFeatures`.
 *
 * @param source a path, or bytes piece by piece with a `format`. A path that ends in `.gz` is uncompressed.
 * @throws GraftError `invalid-data` naming row and column, `invalid-option`, `invalid-file`, `file-access`, `not-found`
 *   where a library for Parquet or Arrow is not installed.
 *
 * @example
 * const itemFeatures = await readFeatures('items.csv', { id: 'sku', features: { brand: 'categorical', price: 'numeric' } })
 * const model = await contentKnn().fit(log, { itemFeatures })
 */
export function readFeatures<const Ids extends IdKind = 'text'>(
  source: string | URL | AsyncIterable<Uint8Array>,
  options?: FeatureReadOptions<Ids>,
): Promise<Map<IdOfKind<Ids>, Readonly<Record<string, FeatureValue>>>>
export async function readFeatures(
  source: string | URL | AsyncIterable<unknown>,
  options: FeatureReadOptions = {},
): Promise<Map<string | number, Readonly<Record<string, FeatureValue>>>> {
  const bytes =
    typeof source === 'string' || source instanceof URL
      ? fileSource(source)
      : streamSource(onlyBytes(assertStream(source)))
  const readId = idOfKind<IdKind>(options.ids ?? 'text', 'ids')
  const features = new Map<string | number, Readonly<Record<string, FeatureValue>>>()
  let row = 0
  let layout: Layout | undefined
  for await (const { headers, typed, open } of tableRows(bytes, options)) {
    throwIfAborted(options.signal)
    const number = row++
    forgiving(options.onBadRow, () => {
      const cell = open(number)
      layout ??= layOut(headers, typed, options)
      const { id, columns } = layout
      const own = readId(cell(id), id, number)
      if (features.has(own)) refuseTwice(own, id, number)
      const known = columns.map(
        ({ name, kind }) => [name, featureKinds[kind](cell(name), name, number)] as const,
      )
      features.set(own, Object.fromEntries(known.filter(([, value]) => value !== undefined)))
    })
  }
  return features
}

interface Layout {
  readonly id: string
  readonly columns: readonly { readonly name: string; readonly kind: FeatureKind }[]
}

/** @param typed whether headers tell the type of their column. */
function layOut(headers: readonly string[], typed: boolean, options: FeatureReadOptions): Layout {
  const nameOf = (header: string) => (typed ? recBoleName(header) : header)
  const names = headers.map(nameOf)
  const id = options.id ?? (typed ? names.find((name) => /^(item|user)_id$/.test(name)) : undefined) ?? 'id'
  const asked = options.features ?? (typed ? names.filter((name) => name !== id) : undefined)
  if (asked === undefined) refuseSilence(names)
  const kindOf = (name: string) =>
    typed ? recBoleFeature(headers[names.indexOf(name)] ?? name) : 'categorical'
  const kinds = Object.keys(featureKinds).filter((kind) => isKind(kind))
  const columns = readColumnKinds(asked, kinds, 'features', kindOf)
  for (const name of [id, ...columns.map((column) => column.name)]) {
    if (!names.includes(name)) refuseColumn(name, names)
  }
  return { id, columns }
}

const isKind = (kind: string): kind is FeatureKind => Object.hasOwn(featureKinds, kind)

function assertStream(source: unknown): AsyncIterable<unknown> {
  if (isStream(source)) return source
  return refuse('invalid-data', {
    what: `The source is ${shown(source)}.`,
    where: 'readFeatures',
    fix: 'Pass a path or a stream of bytes; features in memory are passed to fit as they are.',
  })
}

function isStream(source: unknown): source is AsyncIterable<unknown> {
  return typeof source === 'object' && source !== null && Symbol.asyncIterator in source
}

function refuseSilence(names: readonly string[]): never {
  return refuse('invalid-option', {
    what: 'Nothing says which columns are features.',
    where: 'features',
    fix: `Name some of ${names.slice(0, 12).map(shown).join(', ')}: features: { price: 'numeric', brand: 'categorical' }.`,
  })
}

function refuseColumn(name: string, names: readonly string[]): never {
  return refuse('invalid-option', {
    what: `There is no column ${shown(name)}.`,
    where: name,
    fix: `The columns are ${names.slice(0, 12).map(shown).join(', ')}${names.length > 12 ? ' …' : ''}; name the right ones, or check the separator.`,
  })
}

function refuseTwice(id: string | number, column: string, row: number): never {
  return refuse('invalid-data', {
    what: `The ${column} ${shown(id)} stands in two rows.`,
    where: `row ${row}, ${column}`,
    fix: 'Give each id one row.',
    row,
  })
}
