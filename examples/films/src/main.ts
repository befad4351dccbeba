/** Which films next? Recommenders compared on MovieLens, or on a simulated cinema whose visitors' tastes are known. */
import {
  describeLog,
  ease,
  evaluate,
  ials,
  interactions,
  itemKnn,
  popularity,
  splitByTime,
  splitPerUser,
  writeEvaluation,
} from '@graftjs/recommend'
import { readMovieLens } from './movielens'
import { recovery, shareRecovered } from './recovery'
import { SimulatedCinema } from './simulated-cinema'

const movieLens = await readMovieLens()
const cinema = new SimulatedCinema({ users: 600, films: 400, visits: 30 })
const { log, titleOf } = movieLens ?? { log: interactions(cinema.visits()), titleOf: (film: string) => film }
console.log(movieLens ? 'MovieLens 100k' : 'A simulated cinema (MovieLens is not beside this checkout)')
console.log(`${describeLog(log)}\n`)

// Most users of MovieLens came once and rated all they knew, so each is cut at a moment of their own there.
const split = movieLens ? splitPerUser(log, { test: 0.2 }) : splitByTime(log, { test: 0.2 })
const models = { ials: ials({ factors: 32 }), ease: ease({ l2: movieLens ? 300 : 100 }) }
const evaluation = await evaluate(models, split, { k: 10 })
console.log(`${evaluation}\n`)
await writeEvaluation('runs/films.html', evaluation, { title: 'Which films next?' })
console.log('runs/films.html has the same with pictures.\n')

const model = await itemKnn().fit(log)
const user = log.users[0]!
console.log(`For user ${user}, by item-kNN, made a little more varied:`)
const { items } = model.recommend({ user }, { n: 5, diversity: 0.2, reasons: { most: 1 } })
for (const { rank, item, reasons } of items) {
  const [first] = reasons ?? []
  const because =
    first && 'because' in first
      ? `${(100 * first.share).toFixed(0)} % because of ${titleOf(first.because)}`
      : ''
  console.log(`${rank}. ${titleOf(item).padEnd(50)} ${because}`)
}

console.log(
  "\nHow much of the simulated visitors' taste is found, from 0 (any films) to 1 (the best for each):",
)
const visits = interactions(cinema.visits())
for (const [name, algorithm] of Object.entries({
  popularity: popularity(),
  itemKnn: itemKnn(),
  ease: ease({ l2: 100 }),
  ials: ials({ factors: 32 }),
})) {
  const found = recovery(cinema, await algorithm.fit(visits))
  console.log(`${name.padEnd(12)} ${shareRecovered(found).toFixed(3)}`)
}
