import { batchesOf, compile, type Engine, inference, softmax } from '@graftjs/core'
import type { Digits } from './digits'
import type { Network } from './networks'

/** A digit that was read wrong. */
export interface Mistake {
  /** `[28 · 28]`, bytes. */
  readonly image: ArrayLike<number>
  readonly truth: number
  readonly read: number
  /** How sure the network was, from 0 to 1. */
  readonly score: number
}

/** What a network reads wrong, where it was surest first. */
export async function mistakesOf(network: Network, digits: Digits, engine: Engine): Promise<Mistake[]> {
  const scores = compile(
    ({ images }: Pick<Digits, 'images'>) => softmax(network.forward(images, inference()), -1),
    { engine },
  )
  const batches = await batchesOf(digits, { size: 1000 })
  const mistakes: Mistake[] = []
  for (let index = 0; index < batches.perEpoch; index++) {
    const batch = await batches.at(0, index)
    const [found, images, labels] = [
      await (await scores(batch)).data(),
      await batch.images.data(),
      await batch.labels.data(),
    ]
    for (const [row, label] of labels.entries()) {
      const own = Array.from(found.slice(10 * row, 10 * row + 10), Number)
      const score = Math.max(...own)
      const read = own.indexOf(score)
      if (read === Number(label)) continue
      const image = Array.from(images.slice(784 * row, 784 * row + 784), Number)
      mistakes.push({ image, truth: Number(label), read, score })
    }
  }
  await scores.dispose()
  return mistakes.sort((a, b) => b.score - a.score)
}
