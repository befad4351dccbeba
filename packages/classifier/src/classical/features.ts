import { GraftError } from '@graftjs/base'
import type { FeatureMatrix } from '../logistic/feature-matrix'

/**
 * Vectors of one length as one matrix.
 *
 * @throws GraftError `invalid-data` naming the first vector of another length.
 */
export function matrixOf(vectors: readonly ArrayLike<number>[]): FeatureMatrix {
  const columns = vectors[0]?.length ?? 0
  const data = new Float32Array(vectors.length * columns)
  vectors.forEach((vector, row) => {
    if (vector.length !== columns) {
      throw new GraftError('invalid-data', {
        what: `Vector ${row} has ${vector.length} numbers and vector 0 has ${columns}.`,
        where: `row ${row}`,
        fix: 'Make all vectors by the same model.',
        details: { row },
      })
    }
    data.set(vector, row * columns)
  })
  return { data, rows: vectors.length, columns }
}

/** @throws GraftError `invalid-data` where there is nothing to learn from, `not-finite` naming the row. */
export function checkFeatures({ data, rows, columns }: FeatureMatrix, columnsWanted = columns): void {
  if (!(rows > 0 && columns > 0) || data.length !== rows * columns) {
    throw new GraftError('invalid-data', {
      what: `The features are ${rows} rows of ${columns} columns, with ${data.length} numbers.`,
      where: 'features',
      fix: 'Pass at least one row, and rows × columns numbers.',
    })
  }
  if (columns !== columnsWanted) {
    throw new GraftError('shape-mismatch', {
      what: `The features have ${columns} columns and the model was trained on ${columnsWanted}.`,
      where: 'features',
      fix: 'Make the features as those that the model was trained on were made.',
    })
  }
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i])) continue
    const row = Math.floor(i / columns)
    throw new GraftError('not-finite', {
      what: `Column ${i % columns} of the features is ${data[i]}.`,
      where: `features, row ${row}`,
      fix: 'Leave the row out, or find out what made the number.',
      details: { row },
    })
  }
}

/** @throws GraftError `invalid-data` where targets do not fit the rows or a class has none. */
export function checkTargets(targets: Int32Array, rows: number, classes: number): void {
  const fail = (what: string, fix: string) => new GraftError('invalid-data', { what, where: 'targets', fix })
  if (targets.length !== rows) {
    throw fail(`There are ${targets.length} targets for ${rows} rows.`, 'Pass one target a row.')
  }
  if (!(Number.isInteger(classes) && classes >= 2)) {
    throw fail(`There are ${classes} classes.`, 'Pass rows of at least two classes.')
  }
  const seen = new Uint8Array(classes)
  for (const [row, target] of targets.entries()) {
    if (target < 0 || target >= classes) {
      throw fail(
        `Row ${row} has the target ${target}.`,
        `Targets are whole numbers from 0 to ${classes - 1}.`,
      )
    }
    seen[target] = 1
  }
  const absent = seen.indexOf(0)
  if (absent >= 0) throw fail(`No row has the target ${absent}.`, 'Number only classes that have rows.')
}
