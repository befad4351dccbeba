import type { Algorithm } from '../../recommender/algorithm'
import { type AlgorithmName, algorithms } from '..'

/** Algorithms whose defaults are slow on a small log, or say too little about it; the others take their defaults. */
const settings: { readonly [Name in AlgorithmName]?: () => Algorithm } = {
  sequentialRules: () => algorithms.sequentialRules({ evidence: 'all' }),
}

/** An algorithm of the table, quick to fit. */
export function quick(name: string): Algorithm {
  const create = new Map<string, () => Algorithm>([
    ...Object.entries(algorithms),
    ...Object.entries(settings),
  ]).get(name)
  if (!create) throw new Error(`no algorithm ${name}`)
  return create()
}
