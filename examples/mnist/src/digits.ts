import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { GraftError } from '@graftjs/base'
import { fromTypedArray, type Tensor } from '@graftjs/core'
import { readIdx } from './idx'

/** Handwritten digits: uint8 `[rows, 28, 28]` and int32 `[rows]`. */
export interface Digits {
  readonly images: Tensor
  readonly labels: Tensor
}

export interface Mnist {
  /** 60,000 digits. */
  readonly train: Digits
  /** 10,000 digits of other writers. */
  readonly test: Digits
}

const names = { train: 'train', test: 't10k' } as const
const filesOf = (part: keyof typeof names) =>
  [`${names[part]}-images-idx3-ubyte.gz`, `${names[part]}-labels-idx1-ubyte.gz`] as const

/** Where MNIST lies: below `GRAFT_SHARED`, or below `../shared` beside the checkout. */
export const mnistFolder = join(
  process.env['GRAFT_SHARED'] ?? join(import.meta.dirname, '../../../../shared'),
  'data/mnist',
)

/** Whether all four files are in the folder. */
export const hasMnist = (folder = mnistFolder): boolean =>
  [...filesOf('train'), ...filesOf('test')].every((file) => existsSync(join(folder, file)))

/** All of MNIST (LeCun, Cortes and Burges). Errors: `not-found` says where to get it. */
export async function readMnist(folder = mnistFolder): Promise<Mnist> {
  if (!hasMnist(folder)) {
    throw new GraftError('not-found', {
      what: 'MNIST is not here: four files, train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz and two of t10k.',
      where: folder,
      fix: 'Fetch them from https://storage.googleapis.com/cvdf-datasets/mnist/ (11 MB) and name the folder: npm start -- FOLDER.',
    })
  }
  return { train: await read(folder, 'train'), test: await read(folder, 'test') }
}

async function read(folder: string, part: keyof typeof names): Promise<Digits> {
  const [images, labels] = await Promise.all(filesOf(part).map((file) => readIdx(join(folder, file))))
  const numbers = Int32Array.from(await labels!.data(), Number)
  return { images: images!, labels: fromTypedArray(numbers, [numbers.length]) }
}
