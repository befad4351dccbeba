import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { factorizationMachine, interactions, loadRecommender, type Recommendations } from '@graftjs/recommend'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoModel } from './demo-model'
import { recommendServer } from './server'

let folder: string
let server: Server
let address: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-server-'))
  await (await demoModel()).save(join(folder, 'model'))
  server = recommendServer(await loadRecommender<string, string>(join(folder, 'model')))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true })
})

const get = async (path: string, body?: unknown) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(address + path, body === undefined ? {} : { method: 'POST', body: text })
  return {
    status: response.status,
    body: (await response.json()) as Recommendations<string> & { error?: string },
  }
}
const items = ({ body }: { readonly body: Recommendations<string> }) => body.items.map(({ item }) => item)

describe('the server', () => {
  it('answers for a user, with reasons', async () => {
    const answer = await get('/users/ann?n=2')
    expect(answer.status).toBe(200)
    expect(items(answer)[0]).toBe('honey')
    expect(answer.body.items[0]!.reasons![0]).toMatchObject({ because: expect.stringMatching(/tea|cup|pot/) })
  })

  it('answers for the page of an item, and by a history', async () => {
    expect(items(await get('/items/paper?n=1'))).toEqual(['pen'])
    expect(items(await get('/recommend', { history: ['tea', 'cup'], n: 2, exclude: ['pot'] }))[0]).toBe(
      'honey',
    )
  })

  it('answers a stranger by what is popular, and says so', async () => {
    const { body } = await get('/users/nobody?n=1')
    expect(body).toMatchObject({
      items: [{ item: 'tea', source: 'popularity' }],
      filledUp: { because: 'unknown-user' },
    })
  })

  it('answers in a context, by a model that learnt from it', async () => {
    const ratings = ['ann', 'ben', 'cleo', 'dan'].flatMap((user) =>
      ['short', 'clip', 'film', 'series'].flatMap((item, at) =>
        ['phone', 'tv'].map((device) => ({
          user,
          item,
          device,
          weight: at < 2 === (device === 'phone') ? 5 : 1,
        })),
      ),
    )
    const learnt = await factorizationMachine({ factors: 4, epochs: 200, learningRate: 0.02 }).fit(
      interactions(ratings, { context: ['device'] }),
    )
    const inContext = recommendServer(learnt)
    await new Promise<void>((resolve) => inContext.listen(0, '127.0.0.1', resolve))
    const place = `http://127.0.0.1:${(inContext.address() as AddressInfo).port}`
    const ask = async (path: string, body?: object): Promise<string[]> => {
      const init = body ? { method: 'POST', body: JSON.stringify(body) } : {}
      const answer = (await (await fetch(place + path, init)).json()) as Recommendations<string>
      return items({ body: answer }).sort()
    }
    const options = { n: 2, seen: 'include' }
    expect(await ask('/users/zed?n=2&device=phone')).toEqual(['clip', 'short'])
    expect(await ask('/recommend', { user: 'ann', context: { device: 'tv' }, ...options })).toEqual([
      'film',
      'series',
    ])
    await new Promise((resolve) => inContext.close(resolve))
  })

  it.each([
    ['/users/ann?n=-1', undefined, /n is -1/],
    ['/recommend', { n: 3 }, /for whom/],
    ['/recommend', { history: 'tea' }, /for whom/],
    ['/recommend', { history: ['tea'], were: true }, /no option "were"/],
    ['/recommend', { user: 'ann', context: { device: 'tv' } }, /knows no context/],
    ['/recommend', 'no JSON', /JSON|token/],
    ['/recommend', '[1]', /no object/],
    ['/recommend', `"${'x'.repeat(200_000)}"`, /100,000/],
    ['/users/%E0%A4%A', undefined, /URI/],
  ])('refuses %s %j', async (path, body, message) => {
    const answer = await get(path, body)
    expect(answer.status).toBe(400)
    expect(answer.body.error).toMatch(message)
  })

  it('gives at most a hundred, and knows no other place', async () => {
    expect((await get('/users/ann?n=1000000000')).body.items.length).toBeLessThan(10)
    expect((await get('/elsewhere')).status).toBe(404)
  })
})
