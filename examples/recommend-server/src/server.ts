import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Recommender, Subject } from '@graftjs/recommend'

/**
 * Answers by a loaded model:
 *
 * - `GET /users/ann?n=5` and `GET /items/tea?n=5`: for a user, and for the page of an item; by a model that learnt from
 *   context also in one, `&device=phone`
 * - `POST /recommend` with `{ "history": ["tea", "cup"], "n": 5, "exclude": ["pot"] }`: for someone by what they did
 */
export function recommendServer(model: Recommender<string, string>): Server {
  return createServer(async (request, response) => {
    const { status, body } = await answer(model, request).catch(refusal)
    response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`)
  })
}

async function answer(model: Recommender<string, string>, request: IncomingMessage): Promise<Answer> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  const [, what, id] = pathname.split('/').map(decodeURIComponent)
  const { n = 10, ...context } = Object.fromEntries(searchParams)
  const around = Object.keys(context).length > 0 && { context }
  const options = { n: Number(n) }
  if (request.method === 'GET' && what === 'users' && id) return list(model, { user: id, ...around }, options)
  if (request.method === 'GET' && what === 'items' && id)
    return list(model, { items: [id], ...around }, options)
  if (request.method === 'POST' && what === 'recommend') {
    const { user, history, context, ...options } = await bodyOf(request)
    return list(model, { user, history, context } as Subject<string, string>, options)
  }
  return { status: 404, body: { error: 'GET /users/ID, GET /items/ID or POST /recommend' } }
}

const MOST = 100
const LONGEST = 100_000

/** What the model says to untrusted input: it checks subject and options itself; only how much is asked is limited. */
function list(model: Recommender<string, string>, subject: Subject<string, string>, options: object): Answer {
  const asked = { reasons: { most: 2 }, ...options }
  const limited = 'n' in asked && Number(asked.n) > MOST ? { ...asked, n: MOST } : asked
  return { status: 200, body: model.recommend(subject, limited) }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = ''
  for await (const chunk of request) {
    if (text.length <= LONGEST) text += chunk
  }
  if (text.length > LONGEST) throw new RangeError('The body has more than 100,000 characters.')
  const body: unknown = JSON.parse(text)
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body }
  throw new SyntaxError('The body is no object.')
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

const refusal = (error: unknown): Answer => ({
  status: 400,
  body: { error: error instanceof Error ? error.message : 'unknown' },
})
