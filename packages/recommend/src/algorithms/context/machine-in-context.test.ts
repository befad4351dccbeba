import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { interactions } from '../../interactions'
import { historiesOf } from '../../interactions/histories'
import { columnsOf } from '../../interactions/interactions'
import { updateContext } from '../../recommender/fit-context'
import { TrainingData } from '../../recommender/training-data'
import { atOnce } from '../../sparse'
import { featureRows } from '../factors/feature-rows'
import { tasteByRidge } from '../ratings/descend'
import { fitMachine } from '../ratings/fit-machine'
import { RatingModel } from '../ratings/rating-model'
import { ContextMap } from './context-map'
import { contextRows } from './context-rows'

type Device = string | null
type Price = number | null

interface Fixture {
  readonly users: number
  readonly items: number
  readonly depth: number
  readonly rate: number
  readonly regularization: number
  readonly epochs: number
  readonly events: readonly (readonly [
    user: number,
    item: number,
    device: Device,
    price: Price,
    rating: number,
  ])[]
  readonly start: readonly number[]
  readonly contexts: readonly (readonly [device: Device, price: Price])[]
  /** users × contexts × items */
  readonly predictions: readonly (readonly (readonly number[])[])[]
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL('../fixtures/context-from-pytorch.json', import.meta.url), 'utf8'),
)

it('a machine in context learns what its formula learns by the gradients of PyTorch', async () => {
  const { users, depth, rate, regularization, epochs } = fixture
  const rows = fixture.events.map(([user, item, device, price, weight]) => ({
    user,
    item,
    device,
    price,
    weight,
  }))
  const log = interactions(rows, { context: { device: 'categorical', price: 'numeric' } })
  const histories = historiesOf(columnsOf(log), undefined)
  const data = new TrainingData(users, log.items.length, histories, 'last')
  const around = atOnce(contextRows(data))!
  // Those of the fixture are in the order of its numbers, ours in that of first appearance.
  const items = log.items.map((item) => users + item)
  const ofContext = [0, 1, 2, 3].map((at) => users + fixture.items + at)
  const columns = [...Array(users).keys(), ...items, ...ofContext]
  const fitted = await fitMachine(
    data,
    { users: featureRows(users, undefined), items: featureRows(data.items, undefined), context: around },
    { factors: depth, epochs, learningRate: rate, regularization, spread: 0, seed: 1 },
    updateContext({}),
    Float32Array.from(columns.flatMap((row) => fixture.start.slice(row * depth, (row + 1) * depth))),
  )
  const model = new RatingModel(fitted, 'last', tasteByRidge(regularization), {
    context: new ContextMap(around.encoding, depth, fitted.ofContexts),
  })
  const history = { items: new Int32Array(0), weights: new Float32Array(0), times: undefined }
  for (let user = 0; user < users; user++) {
    fixture.contexts.forEach(([device, price], at) => {
      const scores = new Float64Array(data.items)
      model.score({ user, history, context: { device, price } }, scores)
      log.items.forEach((item, number) => {
        expect(Math.abs(scores[number]! - fixture.predictions[user]![at]![item]!)).toBeLessThan(1e-4)
      })
    })
  }
})
