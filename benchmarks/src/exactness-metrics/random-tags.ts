import type { TagScheme } from '@graftjs/metrics'
import type { Dice } from './dice'

const prefixes = {
  conll: 'BIOES',
  iob1: 'IOB',
  iob2: 'IOB',
  ioe1: 'IOE',
  ioe2: 'IOE',
  iobes: 'IOBES',
  bilou: 'BILOU',
} satisfies Record<TagScheme, string>

export const tagSchemes = ['conll', 'iob1', 'iob2', 'ioe1', 'ioe2', 'iobes', 'bilou'] as const

/** Sentences of tags of a scheme, in any order, also one that its rules forbid, and guesses of them. */
export function randomTags(dice: Dice, scheme: TagScheme) {
  const types = dice.pick([['PER'], ['PER', 'LOC', 'MISC-A']])
  const allowed = Array.from(prefixes[scheme])
  const tag = () => {
    const prefix = dice.pick(allowed)
    return prefix === 'O' ? 'O' : `${prefix}-${dice.pick(types)}`
  }
  const skill = dice.pick([0, 0.8, 1])
  const truth = dice.list(dice.whole(1, 6), () => dice.list(dice.whole(1, 12), tag))
  return { truth, predicted: truth.map((row) => row.map((own) => (dice.chance(skill) ? own : tag()))) }
}
