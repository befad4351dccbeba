import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RandomKey } from '@graftjs/base'
import {
  als,
  bpr,
  factorizationMachine,
  ials,
  interactions,
  itemKnn,
  loadRecommender,
  nmf,
  svdPlusPlus,
} from '../../index'

/**
 * Fits some algorithms to a log, saves their models over and over, and updates one; what is there already it takes up.
 * Tells each step, and at the end a digest of all that came out.
 */
const folder = process.argv[2]!
const key = RandomKey.from(1)
const drawn = {
  user: key.fold(1).uniform(6000),
  item: key.fold(2).uniform(6000),
  weight: key.fold(3).uniform(6000),
}
const log = interactions(
  Array.from(drawn.user, (user, at) => ({
    user: `user ${Math.floor(200 * user)}`,
    item: Math.floor(120 * drawn.item[at]! ** 2),
    weight: 1 + Math.floor(5 * drawn.weight[at]!),
    time: 1.4e12 + 1e6 * at,
    device: ['phone', 'tv', null][at % 3],
    price: at % 100,
  })),
  { duplicates: 'last', context: { device: 'categorical', price: 'numeric' } },
)

/** Long enough for someone to kill this process at the step. */
const tell = (step: string): void => {
  process.stdout.write(`${step}\n`)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4)
}

const algorithms = {
  als: als({ factors: 16, iterations: 25 }),
  ials: ials({ factors: 16, iterations: 20 }),
  bpr: bpr({ factors: 16, epochs: 25 }),
  svdPlusPlus: svdPlusPlus({ factors: 8, epochs: 12 }),
  nmf: nmf({ factors: 8, epochs: 25 }),
  inContext: factorizationMachine({ factors: 8, epochs: 12 }),
  itemKnn: itemKnn({ neighbours: 20 }),
}

const digest = createHash('sha256')
for (const [name, algorithm] of Object.entries(algorithms)) {
  const path = join(folder, `${name}.model`)
  if (!existsSync(path)) {
    const model = await algorithm.fit(log, {
      checkpoint: join(folder, `${name}.part`),
      workers: 1,
      onProgress: ({ step }) => tell(`${name} ${step}`),
    })
    for (let times = 0; times < 8; times++) {
      await model.save(path)
      tell(`${name} saved`)
    }
  }
  digest.update(await readFile(path))
}

const updated = join(folder, 'updated.model')
if (!existsSync(updated)) {
  const model = await loadRecommender<string, number>(join(folder, 'itemKnn.model'))
  await model.update(
    interactions([
      { user: 'new', item: 7, time: 1.5e12 },
      { user: 'user 1', item: 500, time: 1.5e12 },
    ]),
  )
  tell('updated')
  await model.save(updated)
}
digest.update(await readFile(updated))
process.stdout.write(`${JSON.stringify({ digest: digest.digest('hex') })}\n`)
