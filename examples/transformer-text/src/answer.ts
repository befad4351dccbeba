import { compile, type Engine, inference, type Tensor } from '@graftjs/core'
import type { NextLetter } from './network'
import { answerOf, questionOf, type Sum } from './sums'
import { alphabet, encode } from './text'

/** Lets the network write the answers letter by letter, each time the most likely one. */
export async function answers(network: NextLetter, sums: readonly Sum[], engine: Engine): Promise<string[]> {
  const next = compile((ids: Tensor) => network.forward(ids, inference()).argMax(-1), { engine })
  const length = answerOf([0, 0]).length
  let texts = sums.map(questionOf)
  for (let written = 0; written < length; written++) {
    const place = texts[0]!.length - 1
    // What follows is not seen: any letter fills the rest, and one graph serves all lengths.
    const ids = encode(texts.map((text) => text + '0'.repeat(length - 1 - written)))
    const letters = Array.from(await (await next(ids)).data(), Number)
    const width = ids.shape[1] as number
    texts = texts.map((text, row) => text + alphabet[letters[row * width + place]!])
  }
  await next.dispose()
  return texts.map((text) => text.slice(-length))
}

/** The share of sums that are answered right in all digits. */
export async function rightShare(network: NextLetter, sums: readonly Sum[], engine: Engine): Promise<number> {
  const given = await answers(network, sums, engine)
  return sums.filter((sum, row) => given[row] === answerOf(sum)).length / sums.length
}
