// What runs on a worker thread. `write-worker.ts` makes one text of it and all that it needs but sharp.
import { parentPort, workerData } from 'node:worker_threads'
import { fillOrder, type Order } from './order'
import { Kitchen } from './recipe'

const kitchen = new Kitchen(workerData.recipe, true)

parentPort?.on('message', async (order: Order) => {
  await fillOrder(order, kitchen)
  parentPort?.postMessage(true)
})
