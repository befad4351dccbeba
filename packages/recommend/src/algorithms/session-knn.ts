import { defineAlgorithm } from '../recommender/algorithm'
import { perEvent } from '../recommender/memory-need'
import type { SavedArrays } from '../recommender/saved-arrays'
import { oneOf, orOff, realNumber, type SettingsOf, wholeNumber } from '../settings/settings'
import { SessionIndex } from './sessions/session-index'
import { type NeighbourOptions, type SessionFormula, SessionNeighbours } from './sessions/session-neighbours'

const common = {
  /** How many of the most alike sessions speak. */
  neighbours: wholeNumber({ default: 100, most: 1_000_000 }),
  /** Among how many of the latest sessions with a shared item they are looked for. */
  sample: wholeNumber({ default: 1000, most: 10_000_000 }),
}

/**
 * Session-based nearest neighbours: what the past sessions most like the current one hold, where two sessions are as
 * alike as the cosine of their sets of items. Jannach and Ludewig, "When recurrent neural networks meet the
 * neighborhood for session-based recommendation" (RecSys 2017). A user is one session where the log has none.
 *
 * @example
 * const model = await sessionKnn().fit(clicks)
 * model.recommend({ history: ['shoes', 'socks'] }, { seen: 'include' })
 */
export const sessionKnn = defineAlgorithm({
  name: 'sessionKnn',
  settings: common,
  memory: perEvent(56),
  fit: async (data, own, context) => {
    context.report({ step: 1, steps: 1 })
    return SessionNeighbours.of(data, plain, own)
  },
  restore: (arrays, own) => restored(arrays, plain, own),
})

const plain: SessionFormula = {
  weight: () => 1,
  likeness: (past, current) => 1 / Math.sqrt(past.size * current.size),
  says: () => 1,
}

/** How an item of the current session counts by its position. */
const positionWeights = {
  same: () => 1,
  linear: (position, length) => Math.max(0, 1 - 0.1 * (length - position)),
  inverse: (position, length) => position / length,
  quadratic: (position, length) => (position / length) ** 2,
  logarithmic: (position, length) => 1 / Math.log10(length - position + 1.7),
} as const satisfies Record<string, (position: number, length: number) => number>

/** How a session counts by how many steps back its last shared item is. */
const stepWeights = {
  same: () => 1,
  linear: (steps) => Math.max(0, 1 - 0.1 * steps),
  inverse: (steps) => 1 / steps,
  quadratic: (steps) => 1 / (steps * steps),
  logarithmic: (steps) => 1 / Math.log10(steps + 1.7),
} as const satisfies Record<string, (steps: number) => number>

const weightings = ['same', 'linear', 'inverse', 'quadratic', 'logarithmic'] as const

const vectorSettings = {
  neighbours: wholeNumber({ default: 500, most: 1_000_000 }),
  sample: wholeNumber({ default: 5000, most: 10_000_000 }),
  /** How an item of the current session counts by its position: the later the more. */
  weighting: oneOf(weightings, 'quadratic'),
  /** How a session counts by how many steps back in the current one its last shared item is. */
  scoring: oneOf(weightings, 'inverse'),
  /** How much more rare items are spoken for: times their inverse document frequency; 0 for not at all. */
  rarity: realNumber({ default: 5, least: 0, most: 1000 }),
}

/**
 * Vector multiplication session-based nearest neighbours: later items of the current session count more, sessions that
 * share its latest ones speak louder, and rare items are spoken for more. Ludewig and Jannach, "Evaluation of
 * session-based recommendation algorithms" (User Modeling and User-Adapted Interaction 28, 2018).
 */
export const vectorSessionKnn = defineAlgorithm({
  name: 'vectorSessionKnn',
  settings: vectorSettings,
  memory: perEvent(56),
  fit: async (data, own, context) => {
    context.report({ step: 1, steps: 1 })
    return SessionNeighbours.of(data, vector(own), own)
  },
  restore: (arrays, own) => restored(arrays, vector(own), own),
})

function vector({ weighting, scoring, rarity }: SettingsOf<typeof vectorSettings>): SessionFormula {
  return {
    weight: positionWeights[weighting],
    likeness: (_, current) => 1 / current.size,
    says: ({ item, steps }, { count, events }) =>
      stepWeights[scoring](steps) * (1 + rarity * Math.log(count / events[item]!)),
  }
}

const timeSettings = {
  neighbours: wholeNumber({ default: 500, most: 1_000_000 }),
  sample: wholeNumber({ default: 5000, most: 10_000_000 }),
  /** How many positions back in the current session an item counts 1/e. */
  recency: orOff(realNumber({ default: 1.02, above: 0 }), 1.02),
  /** After how many days a past session counts 1/e. */
  days: orOff(realNumber({ default: 5, above: 0 }), 5),
  /** How many positions from the last shared item an item of a past session counts 1/e. */
  nearness: orOff(realNumber({ default: 2.05, above: 0 }), 2.05),
}

const DAY = 86_400_000

/**
 * Sequence and time aware neighbourhood: session-based nearest neighbours in which the position in the current session,
 * the age of the past one and the distance within it fade exponentially. Garg, Gupta, Malhotra, Vig and Shroff,
 * "Sequence and time aware neighborhood for session-based recommendations: STAN" (SIGIR 2019).
 */
export const stan = defineAlgorithm({
  name: 'stan',
  settings: timeSettings,
  memory: perEvent(56),
  fit: async (data, own, context) => {
    context.report({ step: 1, steps: 1 })
    return SessionNeighbours.of(data, fading(own), own)
  },
  restore: (arrays, own) => restored(arrays, fading(own), own),
})

function fading({ recency, days, nearness }: SettingsOf<typeof timeSettings>): SessionFormula {
  return {
    weight: (position, length) => (recency === false ? 1 : Math.exp((position - length) / recency)),
    likeness: (past, current) =>
      (days === false ? 1 : Math.exp(-past.age / DAY / days)) / Math.sqrt(current.squares * past.size),
    says: ({ distance }) => (nearness === false ? 1 : Math.exp(-distance / nearness)),
  }
}

function restored(
  arrays: SavedArrays,
  formula: SessionFormula,
  options: NeighbourOptions,
): SessionNeighbours {
  const users = arrays.numbers('users', 1, 2 ** 31 - 1)[0]!
  return new SessionNeighbours(users, SessionIndex.restore(arrays), formula, options)
}
