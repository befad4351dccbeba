import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GraftError, recoverFolder, systemErrorCode } from '@graftjs/base'
import { labelsOfConfig } from './labels'

/** How a kind of model that only Graft knows marks its folders. */
export interface SavedKind {
  /** `model_type` of its `config.json`. */
  readonly type: string
  /** `format_version` that is written and read. */
  readonly version: number
  /** The package that opens it, for messages. */
  readonly library: string
}

/** The `config.json` of such a folder; each part is checked when it is asked for. */
export class SavedConfig {
  private constructor(
    readonly values: Readonly<Record<string, unknown>>,
    readonly where: string,
    private readonly prefix = '',
  ) {}

  /**
   * Opens a folder of one kind; an interrupted `save` is undone first.
   *
   * @throws GraftError `not-found`, `file-access`, `invalid-file` where it is damaged or of another kind, `unsupported`
   *   where it is of another version.
   */
  static async read(folder: string, { type, version, library }: SavedKind): Promise<SavedConfig> {
    await recoverFolder(folder)
    const where = join(folder, 'config.json')
    const config = new SavedConfig({ content: parse(await readModelText(where), where) }, where).part(
      'content',
    )
    const { model_type, format_version } = config.values
    if (model_type !== type) {
      throw new GraftError('invalid-file', {
        what: `The folder holds a model of type ${JSON.stringify(model_type)}, not ${JSON.stringify(type)}.`,
        where,
        fix: 'Open it with the class that saved it.',
      })
    }
    if (format_version !== version) {
      throw new GraftError('unsupported', {
        what: `The folder has format version ${JSON.stringify(format_version)}; this version reads ${version}.`,
        where,
        fix: `Install the version of ${library} that saved it, or a later one.`,
      })
    }
    return new SavedConfig(config.values, where)
  }

  /** An object within this one. */
  part(name: string): SavedConfig {
    const value = this.values[name]
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw damagedFile(`should have an object as ${this.prefix}${name}`, this.where)
    return new SavedConfig({ ...value }, this.where, `${this.prefix}${name}.`)
  }

  number(name: string): number {
    const value = this.values[name]
    if (typeof value === 'number' && Number.isFinite(value)) return value
    throw damagedFile(`should have a number as ${this.prefix}${name}`, this.where)
  }

  /** Every entry, where all are numbers. */
  numbers(): Record<string, number> {
    return Object.fromEntries(Object.keys(this.values).map((name) => [name, this.number(name)]))
  }

  /** The labels, in their order: two or more. */
  labels(): string[] {
    const labels = labelsOfConfig(this.values)
    if (labels.length < 2 || labels.includes('') || new Set(labels).size < labels.length)
      throw damagedFile('does not have two or more distinct labels', this.where)
    return labels
  }
}

/** A text file of a model's folder. @throws GraftError `not-found`, `file-access`. */
export async function readModelText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const missing = systemErrorCode(cause) === 'ENOENT'
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

/** The error of a file that is not what `save` wrote. */
export const damagedFile = (what: string, where: string, cause?: unknown): GraftError =>
  new GraftError('invalid-file', {
    what: `The file ${what}.`,
    where,
    fix: 'It is damaged or was edited: save or copy the model again.',
    cause,
  })

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw damagedFile('is not JSON', where, cause)
  }
}
