import { defineAlgorithm } from '../recommender/algorithm'
import type { FitContext } from '../recommender/fit-context'
import type { TrainingData } from '../recommender/training-data'
import { oneOf, orOff, type SettingsOf, wholeNumber } from '../settings/settings'
import { type AddRules, countRules, type FittedRules, RulesModel, savedRules } from './counts/rules-model'

const common = {
  /** How many rules each item keeps, the strongest ones; `false` for all. */
  rules: orOff(wholeNumber({ default: 20 }), 20),
  /** Which part of the current session asks: the `'last'` item (default), or `'all'`, as befits a basket. */
  evidence: oneOf(['last', 'all'], 'last'),
}

/**
 * Rules of two items: how often they are in one session, whichever comes first. Kamehkhosh, Jannach and Ludewig, "A
 * comparison of frequent pattern techniques and a deep learning method for session-based recommendation" (TempRec
 * 2017). A user is one session where the log has none.
 */
export const associationRules = defineAlgorithm({
  name: 'associationRules',
  settings: common,
  fit: (data, own, context) => fitRules(data, own, countPairs, context),
  restore: (arrays, own) => rulesModel(savedRules(arrays, own.evidence), own, countPairs),
})

/** By how many steps apart two items of a session are, what their rule gains. */
const weightings = {
  same: () => 1,
  inverse: (steps) => 1 / steps,
  quadratic: (steps) => 1 / (steps * steps),
  logarithmic: (steps) => 1 / Math.log10(steps + 1.7),
  linear: (steps) => Math.max(0, 1 - 0.1 * steps),
} as const satisfies Record<string, (steps: number) => number>

const sequentialSettings = {
  ...common,
  /** How many steps after an item others still count. */
  steps: wholeNumber({ default: 10, most: 10_000 }),
  /** What a rule gains by how many steps lie between: 1 ÷ steps (`'inverse'`, default), and others. */
  weighting: oneOf(['same', 'inverse', 'quadratic', 'logarithmic', 'linear'], 'inverse'),
}

/**
 * Rules of what comes after what: an item leads to those that followed it in a session, the more the sooner they came.
 * Source as for {@link associationRules}.
 */
export const sequentialRules = defineAlgorithm({
  name: 'sequentialRules',
  settings: sequentialSettings,
  fit: (data, own, context) => fitRules(data, own, countFollowing(own), context),
  restore: (arrays, own) => rulesModel(savedRules(arrays, own.evidence), own, countFollowing(own)),
})

type Settings = SettingsOf<typeof common>

async function fitRules(
  data: TrainingData,
  own: Settings,
  addRules: AddRules,
  context: FitContext,
): Promise<RulesModel> {
  const rules = await countRules(data, own.rules, addRules, context)
  return rulesModel({ users: data.users, rules, evidence: own.evidence }, own, addRules)
}

/** Counting is quick: new events are counted together with the old ones. */
function rulesModel(fitted: FittedRules, own: Settings, addRules: AddRules): RulesModel {
  return new RulesModel(fitted, (data, _, context) => fitRules(data, own, addRules, context))
}

/** Every other event of the sequence once per event of the item; a repeat counts from either side. */
const countPairs: AddRules = (items, item, add) => {
  let before = 0
  for (let at = 0; at < items.length; at++) {
    if (items[at] === item) {
      for (let earlier = 0; earlier < at; earlier++) add(items[earlier]!, items[earlier] === item ? 2 : 1)
      before++
    } else if (before > 0) add(items[at]!, before)
  }
}

function countFollowing({ steps, weighting }: SettingsOf<typeof sequentialSettings>): AddRules {
  const weight = weightings[weighting]
  return (items, item, add) => {
    for (let at = 0; at < items.length; at++) {
      if (items[at] !== item) continue
      for (let step = 1; step <= steps && at + step < items.length; step++) {
        add(items[at + step]!, weight(step))
      }
    }
  }
}
