import type { Algorithm } from '../../recommender/algorithm'
import { type AlgorithmName, algorithms } from '..'

/** Settings that make an algorithm quick to fit to a small log; its defaults are used where it has no line here. */
const settings: { readonly [Name in AlgorithmName]?: Parameters<(typeof algorithms)[Name]>[0] } = {}

/** An algorithm of the table, quick to fit. */
export function quick(name: string): Algorithm {
  const found = Object.entries(algorithms).find(([own]) => own === name)
  if (!found) throw new Error(`no algorithm ${name}`)
  const [own, create] = found
  return create(Object.entries(settings).find(([of]) => of === own)?.[1])
}
