import { interactions, itemKnn, type Recommender } from '@graftjs/recommend'

/** A model to try the server by: some people and what they bought for their kitchen and their desk. */
export const demoModel = (): Promise<Recommender<string, string>> => {
  const baskets = {
    ann: ['tea', 'cup', 'pot'],
    ben: ['tea', 'pot', 'honey'],
    cleo: ['cup', 'tea', 'honey'],
    dan: ['pen', 'paper', 'lamp'],
    eve: ['pen', 'ink', 'paper'],
    fay: ['lamp', 'ink', 'pen', 'tea'],
  }
  return itemKnn().fit(
    interactions(Object.entries(baskets).flatMap(([user, items]) => items.map((item) => ({ user, item })))),
  )
}
