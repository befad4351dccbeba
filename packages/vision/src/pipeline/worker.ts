// What runs on a worker thread. `write-worker.ts` makes one text of it and all that it needs but sharp.
import { parentPort, workerData } from 'node:worker_threads'
import { type Order, OrderLine } from './order'

const line = new OrderLine(workerData.recipe, true)
let answered: Promise<unknown> = Promise.resolve()

parentPort?.on('message', (order: Order) => {
  const filled = line.fill(order)
  answered = Promise.all([filled, answered]).then(() => parentPort?.postMessage(true))
})
