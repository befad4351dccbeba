import { refuse } from '../input/refuse'
import type { CompressedRows } from '../sparse'
import type { SavedValues } from './named-arrays'

const isFloat32 = (values: SavedValues): values is Float32Array => values instanceof Float32Array
const isFloat64 = (values: SavedValues): values is Float64Array => values instanceof Float64Array
const isInt32 = (values: SavedValues): values is Int32Array => values instanceof Int32Array
const isBytes = (values: SavedValues): values is Uint8Array => values instanceof Uint8Array

/** Arrays out of a file, which is not trusted: each is taken by name, type and shape, or refused. */
export class SavedArrays {
  constructor(
    private readonly arrays: ReadonlyMap<
      string,
      { readonly values: SavedValues; readonly shape: readonly number[] }
    >,
    private readonly file: string,
    /** What the model in the file may count at most: as many users or items as the file names. */
    private readonly most: number = 2 ** 31 - 1,
  ) {}

  has(name: string): boolean {
    return this.arrays.has(name)
  }

  /** The arrays whose names begin with `prefix`, by the rest of their names; none counts more than `most` of anything. */
  below(prefix: string, most: number): SavedArrays {
    const below = [...this.arrays].filter(([name]) => name.startsWith(prefix))
    return new SavedArrays(
      new Map(below.map(([name, array]) => [name.slice(prefix.length), array])),
      this.file,
      most,
    )
  }

  /** The lengths of an array's dimensions. */
  shape(name: string): readonly number[] {
    return this.arrays.get(name)?.shape ?? this.refuse(`The array ${name} is missing.`)
  }

  /** Finite numbers of the given shape; `undefined` in it stands for any length. */
  float32(name: string, shape: readonly (number | undefined)[]): Float32Array {
    return this.finite(name, this.#take(name, 'float32', isFloat32, shape))
  }

  float64(name: string, shape: readonly (number | undefined)[]): Float64Array {
    return this.finite(name, this.#take(name, 'float64', isFloat64, shape))
  }

  int32(name: string, shape: readonly (number | undefined)[]): Int32Array {
    return this.#take(name, 'int32', isInt32, shape)
  }

  bytes(name: string, shape: readonly (number | undefined)[]): Uint8Array {
    return this.#take(name, 'bytes', isBytes, shape)
  }

  /** A sparse matrix that was saved by {@link rowsToSave} under the same name. */
  rows(name: string, rows: number, columns: number): CompressedRows {
    const offsets = this.offsets(`${name}.offsets`, rows)
    const entries = offsets[rows]!
    const indices = this.numbers(`${name}.indices`, entries, columns)
    return { rows, columns, offsets, indices, values: this.float32(`${name}.values`, [entries]) }
  }

  /** `rows + 1` positions that begin at 0 and never fall. */
  offsets(name: string, rows: number): Int32Array {
    const offsets = this.int32(name, [rows + 1])
    for (let row = 0, last = 0; row <= rows; row++) {
      const offset = offsets[row]!
      if (offset < last || (row === 0 && offset !== 0)) this.refuse(`${name}[${row}] is ${offset}.`)
      last = offset
    }
    return offsets
  }

  /** `count` whole numbers from 0 to `below − 1`. */
  numbers(name: string, count: number | undefined, below: number): Int32Array {
    const numbers = this.int32(name, [count])
    for (let at = 0; at < numbers.length; at++) {
      const number = numbers[at]!
      if (number < 0 || number >= below) this.refuse(`${name}[${at}] is ${number}, and there are ${below}.`)
    }
    return numbers
  }

  /** Numbers of users or items, by which arrays may be made: the file names as many. */
  counts(name: string, count: number): Int32Array {
    return this.numbers(name, count, this.most + 1)
  }

  refuse(what: string): never {
    return refuse('invalid-file', {
      what,
      where: this.file,
      fix: 'The file is damaged or was not written by this package: save the model again.',
    })
  }

  finite<A extends Float32Array | Float64Array>(name: string, values: A): A {
    for (let at = 0; at < values.length; at++) {
      const value = values[at]!
      if (value - value !== 0) this.refuse(`${name}[${at}] is ${value}.`)
    }
    return values
  }

  #take<A extends SavedValues>(
    name: string,
    kind: string,
    isKind: (values: SavedValues) => values is A,
    shape: readonly (number | undefined)[],
  ): A {
    const found = this.arrays.get(name)
    if (!found) return this.refuse(`The array ${name} is missing.`)
    const fits =
      found.shape.length === shape.length &&
      shape.every((length, at) => length === undefined || length === found.shape[at])
    if (fits && isKind(found.values)) return found.values
    const wanted = shape.map((length) => length ?? 'any').join(' × ')
    return this.refuse(`The array ${name} is ${found.shape.join(' × ')}, not ${kind} of ${wanted}.`)
  }
}

/** The arrays of a sparse matrix, for {@link SavedArrays.rows}. */
export function rowsToSave(name: string, { offsets, indices, values }: CompressedRows) {
  return {
    [`${name}.offsets`]: { values: offsets },
    [`${name}.indices`]: { values: indices },
    [`${name}.values`]: { values },
  }
}
