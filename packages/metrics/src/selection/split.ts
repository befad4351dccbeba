/** Positions of rows: what to learn from and what to judge by. Both ascend, and no row is in both. */
export interface Split {
  readonly train: Int32Array
  readonly test: Int32Array
}

/** Splits 0 … rows − 1 by a mark on each row. */
export function splitByMark(rows: number, isTest: (row: number) => boolean): Split {
  const train: number[] = []
  const test: number[] = []
  for (let row = 0; row < rows; row++) (isTest(row) ? test : train).push(row)
  return { train: Int32Array.from(train), test: Int32Array.from(test) }
}
