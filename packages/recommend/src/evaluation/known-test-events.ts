import type { Id } from '../interactions/id-table'
import { columnsOf, type Interactions } from '../interactions/interactions'
import { fittedOf } from '../recommender/fitted'
import type { Recommender } from '../recommender/recommender'

/** How many test events are among those that a fitted model learnt from, its counts of popularity included. */
export function knownTestEvents<User extends Id, Item extends Id>(
  model: Recommender<User, Item>,
  test: Interactions<User, Item>,
): number {
  const { users, items, histories } = fittedOf(model)
  const { userOf, itemOf, times } = columnsOf(test)
  const userNumbers = test.users.map((user) => users.numberOf(user))
  const itemNumbers = test.items.map((item) => items.numberOf(item))
  let known = 0
  for (let row = 0; row < test.size; row++) {
    const user = userNumbers[userOf[row]!]!
    const item = itemNumbers[itemOf[row]!]!
    if (user < 0 || item < 0) continue
    for (let at = histories.offsets[user]!; at < histories.offsets[user + 1]!; at++) {
      const sameTime = !times || !histories.times || histories.times[at] === times[row]
      if (histories.items[at] !== item || !sameTime) continue
      known++
      break
    }
  }
  return known
}
