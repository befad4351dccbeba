import { onnxEngine } from '@graftjs/onnx'
import {
  als,
  biasedSvd,
  bpr,
  type EveryoneOptions,
  ease,
  type Interactions,
  itemKnn,
  type Recommender,
  recommendEveryone,
} from '@graftjs/recommend'
import type { CaseName } from './cases'

type Log = Interactions<number, number>

/** Graft's side: what each case does, and the seconds that it took. */
export const ours: Record<CaseName, (log: Log, workers: number) => Promise<number>> = {
  als: (log, workers) => lastStep((own) => als({ factors: 64, iterations: 2 }).fit(log, { workers, ...own })),
  bpr: (log) =>
    lastStep((own) => bpr({ factors: 64, epochs: 2, others: 'popular' }).fit(log, { workers: 1, ...own })),
  'item-knn': (log, workers) => timed(() => itemKnn({ neighbours: 20 }).fit(log, { workers })),
  ease: (log, workers) => timed(() => ease({ l2: 300 }).fit(log, { workers })),
  svd: (log, workers) => timed(() => biasedSvd({ factors: 100, epochs: 20 }).fit(log, { workers })),
  'top-k': (log, workers) => topK(log, { workers }),
  'top-k-engine': async (log, workers) => {
    const engine = await onnxEngine()
    try {
      return await topK(log, { workers, engine })
    } finally {
      await engine.close()
    }
  },
}

async function topK(log: Log, options: EveryoneOptions<number>): Promise<number> {
  const model = await fitted(log, options.workers)
  return timed(async () => {
    let count = 0
    for await (const { items } of recommendEveryone(model, { n: 10, ...options })) count += items.length
    if (count === 0) throw new RangeError('nobody got a list')
  })
}

let model: { readonly log: Log; readonly model: Promise<Recommender<number, number>> } | undefined

/** A model to ask for lists, fitted once. */
function fitted(log: Log, workers = 1): Promise<Recommender<number, number>> {
  if (model?.log !== log) model = { log, model: als({ factors: 64, iterations: 1 }).fit(log, { workers }) }
  return model.model
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

/** The seconds from the first step to the second. */
async function lastStep(
  fit: (own: { readonly onProgress: (progress: { readonly phase: string }) => void }) => Promise<unknown>,
): Promise<number> {
  const times: number[] = []
  await fit({
    onProgress({ phase }) {
      if (phase === 'train') times.push(performance.now())
    },
  })
  return (times[1]! - times[0]!) / 1000
}
