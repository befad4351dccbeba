import { contextOfRatings, ratingsInContext } from '../../algorithms/testing/ratings-in-context'
import { interactions, type Split, splitByTime } from '../../index'

/** The same in the program that tunes and in every worker. */
export function splitOfTrials(): Split<string, number> {
  const rows = ratingsInContext({ users: 30, items: 16, each: 20 })
  return splitByTime(interactions(rows, { context: contextOfRatings, duplicates: 'last' }), {
    validation: 0.2,
    test: 0.2,
  })
}
