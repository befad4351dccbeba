import { describe, expect, it } from 'vitest'
import type { InputKind } from './input-kind'
import { predictStream } from './predict-stream'

const text: InputKind<string> = {
  name: 'text',
  plural: 'texts',
  wanted: 'a string',
  is: (value) => typeof value === 'string',
  keyOf: (value) => value,
}

const echo = async (batch: readonly string[]) => batch.map((text) => `${text}!`)

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of stream) all.push(item)
  return all
}

describe('predictStream', () => {
  it('keeps the order and batches both kinds of iterable', async () => {
    const texts = Array.from({ length: 10 }, (_, i) => String(i))
    async function* stream() {
      yield* texts
    }
    for (const source of [texts, new Set(texts), stream()]) {
      const sizes: number[] = []
      const predict = async (batch: readonly string[]) => {
        sizes.push(batch.length)
        return echo(batch)
      }
      expect(await collect(predictStream(text, source, predict, { batchSize: 4 }))).toEqual(
        texts.map((t) => `${t}!`),
      )
      expect(sizes).toEqual([4, 4, 2])
    }
  })

  it('reads no further than the batch that its consumer is in, and closes a stream that is left', async () => {
    let read = 0
    let closed = false
    async function* endless() {
      try {
        for (;;) yield String(read++)
      } finally {
        closed = true
      }
    }
    for await (const prediction of predictStream(text, endless(), echo, { batchSize: 8 })) {
      if (prediction === '9!') break
      expect(read).toBeLessThanOrEqual(16)
    }
    expect(read).toBe(16)
    expect(closed).toBe(true)
  })

  it('answers a stream that waits for the answer before it goes on', async () => {
    let answered: () => void = () => undefined
    async function* conversation() {
      for (const text of ['a', 'b', 'c']) {
        const answer = new Promise<void>((resolve) => {
          answered = resolve
        })
        yield text
        await answer
      }
    }
    const heard: string[] = []
    for await (const prediction of predictStream(text, conversation(), echo, { batchSize: 8 })) {
      heard.push(prediction)
      answered()
    }
    expect(heard).toEqual(['a!', 'b!', 'c!'])
  })

  it('can be left while such a stream still waits', async () => {
    async function* stuck() {
      yield 'a'
      await new Promise(() => undefined)
    }
    for await (const prediction of predictStream(text, stuck(), echo, { batchSize: 8 })) {
      expect(prediction).toBe('a!')
      break
    }
  })

  it('names the text that is no string, also after the first batch', async () => {
    const texts: string[] = JSON.parse('["a", "b", "c", 7]')
    await expect(collect(predictStream(text, texts, echo, { batchSize: 2 }))).rejects.toMatchObject({
      code: 'invalid-data',
      details: { row: 3 },
    })
    await expect(collect(predictStream(text, 'abc', echo, { batchSize: 2 }))).rejects.toMatchObject({
      code: 'invalid-data',
    })
  })

  it('passes the errors of the stream on and stops at a signal', async () => {
    async function* broken() {
      yield 'a'
      throw new RangeError('gone')
    }
    await expect(collect(predictStream(text, broken(), echo, { batchSize: 1 }))).rejects.toThrow(RangeError)
    const controller = new AbortController()
    const predict = async (batch: readonly string[]) => {
      controller.abort()
      return echo(batch)
    }
    const stopped = collect(
      predictStream(text, ['a', 'b'], predict, { batchSize: 1, signal: controller.signal }),
    )
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' })
  })
})
