/** Rows for a worker. */
export interface CrewOrder<Row> {
  readonly id: number
  readonly rows: readonly Row[]
  readonly positions: readonly number[]
}

/** What a worker has made of an order, or why it has not. */
export type CrewAnswer<Out> =
  | { readonly id: number; readonly kind: 'made'; readonly out: Out[] }
  | { readonly id: number; readonly kind: 'unusable'; readonly message: string }
  | {
      readonly id: number
      readonly kind: 'failed'
      readonly position: number
      readonly name: string
      readonly message: string
      readonly stack: string
    }

export function isAnswer<Out>(value: unknown): value is CrewAnswer<Out> {
  return typeof value === 'object' && value !== null && 'id' in value && 'kind' in value
}

/** What runs on a worker: it loads the function once, and answers every order. */
export const crewProgram = `'use strict'
const { BroadcastChannel, parentPort, workerData } = require('node:worker_threads')
const channel = new BroadcastChannel(workerData.channel)
const loading = import(workerData.module).then((module) => module[workerData.name])
loading.catch(() => undefined)

async function answerTo({ id, rows, positions }) {
  let transform
  try {
    transform = await loading
  } catch (error) {
    return { id, kind: 'unusable', message: String(error) }
  }
  if (typeof transform !== 'function') return { id, kind: 'unusable', message: 'it is no function' }
  const out = []
  for (let at = 0; at < rows.length; at++) {
    try {
      out.push(await transform(rows[at], positions[at]))
    } catch (error) {
      const { name = 'Error', message = String(error), stack = '' } = Object(error)
      return { id, kind: 'failed', position: positions[at], name, message, stack }
    }
  }
  return { id, kind: 'made', out }
}

parentPort.on('message', async (order) => {
  const answer = await answerTo(order)
  try {
    channel.postMessage(answer)
  } catch (error) {
    const { name, message, stack } = error
    channel.postMessage({ id: order.id, kind: 'failed', position: order.positions[0], name, message, stack })
  }
  parentPort.postMessage(true)
})
`
