import { refuse } from '../input/refuse'

/** Of fewer ratings all may well be the same. */
const FEW = 10

/** Refuses weights that are all the same: nothing about taste is in them, and every rating predicted would be that one. */
export function assertRated(algorithm: string, values: Float32Array): void {
  if (values.length < FEW || values.some((value) => value !== values[0])) return
  refuse('invalid-data', {
    what: `All ${values.length} weights are ${values[0]}, so there are no ratings to learn from.`,
    where: `${algorithm}.fit`,
    fix: "Name the column that has the ratings, { weight: 'stars' }, or take an algorithm for choices, such as itemKnn, ials or ease.",
  })
}
