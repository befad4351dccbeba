import type { Example } from './kinds'

// Four good rows, as examples of several families use them.

export const labels = ['a', 'b', 'a', 'b']
export const guesses = ['a', 'b', 'b', 'b']
export const weights = [1, 2, 0, 1]
export const binary = [0, 1, 0, 1]
export const scores = [0.1, 0.8, 0.4, 0.3]
export const matrix = [
  [0.7, 0.3],
  [0.2, 0.8],
  [0.6, 0.4],
  [0.5, 0.5],
]
export const named = ['a', 'b']

export const weighted = { '2.weights': ['weights', 'weights'] } as const satisfies Example['kinds']
export const average = { '2.average': ['average', 'choice'] } as const satisfies Example['kinds']
export const points = [
  [0, 1],
  [1, 0],
  [5, 5],
  [6, 5],
]
