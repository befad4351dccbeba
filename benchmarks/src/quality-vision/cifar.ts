import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { GraftError, RandomKey } from '@graftjs/base'
import { listPictures, type PictureExample } from '@graftjs/vision'

const shared = process.env['GRAFT_SHARED'] ?? join(import.meta.dirname, '../../../../shared')
const archive = join(shared, 'data/cifar-10/cifar-10-subset.tar')

/** Labelled pictures to learn from and to be judged by. */
export interface Cifar {
  /** 10,000 of 32 × 32 pixels, 1,000 of each of ten classes. */
  readonly train: readonly PictureExample[]
  /** 2,000, 200 of each. */
  readonly test: readonly PictureExample[]
}

/** Krizhevsky's CIFAR-10, a part of it, out of the archive. Errors: `not-found` says where it belongs. */
export async function readCifar(): Promise<Cifar> {
  if (!existsSync(archive)) {
    throw new GraftError('not-found', {
      what: 'CIFAR-10 is not here: a tar of train/CLASS/NAME.jpg and test/CLASS/NAME.jpg.',
      where: archive,
      fix: 'Name the folder that has it below data/cifar-10: GRAFT_SHARED=FOLDER.',
    })
  }
  const { pictures } = await listPictures(archive)
  const part = (name: 'train' | 'test') =>
    pictures.flatMap(({ picture }): PictureExample[] => {
      const [folder, label] = nameOf(picture).split('/')
      return folder === name && label !== undefined ? [{ picture, label }] : []
    })
  return { train: part('train'), test: part('test') }
}

const nameOf = (picture: object | string): string =>
  typeof picture === 'object' && 'name' in picture ? String(picture.name) : ''

/** So many rows of each class, drawn at random. */
export function draw(rows: readonly PictureExample[], ofEach: number, seed: number): PictureExample[] {
  const labels = [...new Set(rows.map(({ label }) => label))].sort()
  return labels.flatMap((label, index) => {
    const own = rows.filter((row) => row.label === label)
    const order = RandomKey.from(seed).fold(index).permutation(own.length)
    return Array.from(order.subarray(0, ofEach), (place) => own[place]!)
  })
}
