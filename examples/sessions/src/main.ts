/** What comes next in a visit? Clicks of people who are not known, by neighbours of the visit and by rules. */
import {
  describeLog,
  evaluate,
  interactions,
  sequentialRules,
  sessionKnn,
  splitBySession,
  vectorSessionKnn,
} from '@graftjs/recommend'
import { simulatedVisits } from './simulated-visits'
import { readYoochoose } from './yoochoose'

const yoochoose = await readYoochoose()
const split = yoochoose ?? splitBySession(interactions(simulatedVisits(6000)), { test: 0.1 })
console.log(
  yoochoose ? 'Yoochoose clicks' : 'Simulated visits (the clicks of Yoochoose are not beside this checkout)',
)
console.log(`${describeLog(split.train)}\n`)

const models = {
  'session kNN': sessionKnn(),
  'vector session kNN': vectorSessionKnn({ neighbours: 500, sample: 2000 }),
  'sequential rules': sequentialRules(),
}
// At every click: is the next one among twenty? Repeats count, since people go back.
const evaluation = await evaluate(models, split, {
  task: 'next',
  k: 20,
  measures: ['hitRate', 'reciprocalRank', 'coverage', 'popularityLift'],
})
console.log(`${evaluation}\n`)

const model = await models['vector session kNN'].fit(split.train)
const clicks = [...split.test]
const clicksOf = (visitor: string) => clicks.filter(({ user }) => user === visitor)
const visit = clicksOf(split.test.users.find((own) => clicksOf(own).length >= 5) ?? '')
console.log('A visit of the test, click by click:')
for (let seen = 1; seen < visit.length; seen++) {
  const history = visit.slice(0, seen).map(({ item, time }) => ({ item, ...(time && { time }) }))
  const next = visit[seen]!.item
  const rank =
    model.recommend({ history }, { n: 100, seen: 'include' }).items.findIndex(({ item }) => item === next) + 1
  console.log(
    `after ${seen}: next comes ${next}, ${rank > 0 ? `rank ${rank} of the list` : 'not in the list'}`,
  )
}
