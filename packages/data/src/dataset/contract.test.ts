import { sourceContract } from '../testing/source-contract'
import { Dataset } from './dataset'

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)
const records = (count: number) =>
  numbers(count).map((at) => ({ at, ids: numbers(at % 5), odd: at % 2 === 1 }))

async function* slowly(count: number) {
  for (const at of numbers(count)) {
    if (at % 7 === 0) await Promise.resolve()
    yield { at, ids: numbers(at % 5) }
  }
}

const array = () => Dataset.from(records(23))
const stream = () => Dataset.from(() => slowly(23))
const large = () => Dataset.from(numbers(5000))

/** Every way to make a dataset; a new one is a line here. */
const datasets: Record<string, () => Dataset<unknown> | Promise<Dataset<unknown>>> = {
  'an array': array,
  'an empty array': () => Dataset.from<number>([]),
  'a typed array': () => Dataset.from(new Float32Array([1, 2, 3])),
  'more rows than a chunk': large,
  'a set': () => Dataset.from(new Set(numbers(9))),
  'a stream': stream,
  'an empty stream': () => Dataset.from(() => slowly(0)),
  'a generator': () => Dataset.from(() => numbers(3000).values()),
  'a map': () => array().map(({ at }, position) => [at, position]),
  'a map of a stream': () => stream().map(({ at }, position) => [at, position]),
  'a map to promises': () => array().map(async ({ at }, position) => [at, position]),
  'a map to some promises': () => array().map(({ at }) => (at % 3 === 0 ? Promise.resolve(at) : at)),
  'a map side by side': () => array().map(async ({ at }, position) => [at, position], { concurrency: 4 }),
  'a filter': () => array().filter(({ odd }) => odd),
  'a filter that waits': () => stream().filter(async ({ at }) => at % 3 === 0),
  'a shuffle': () => array().shuffle({ seed: 3 }),
  'a shuffle of many': () => large().shuffle({ seed: 3 }),
  'a shuffle of a stream': () => stream().shuffle({ seed: 3, window: 5 }),
  'a shuffle of a short stream': () => stream().shuffle({ seed: 3 }),
  'a shuffle of a shuffle': () => array().shuffle({ seed: 3 }).shuffle({ seed: 4 }),
  'a take': () => array().take(7),
  'a take of a stream': () => stream().take(7),
  'a take of more than there is': () => stream().take(99),
  'a take of nothing': () => stream().take(0),
  'a skip': () => array().skip(7),
  'a skip of a stream': () => stream().skip(7),
  'a skip of all': () => array().skip(99),
  'a selection': () => array().select([5, 3, 22, 0]),
  'a selection of a stream': () => stream().select([0, 3, 5, 22]),
  'a shuffle of a selection': () => array().select([5, 3, 22, 0]).shuffle(),
  'a concatenation': () => array().concat(array().take(3), Dataset.from<number>([]), array().skip(9)),
  'a concatenation with streams': () =>
    stream().concat(
      array(),
      stream(),
      Dataset.from(() => slowly(0)),
      array(),
    ),
  'a shuffle of a concatenation': () => large().concat(array()).shuffle({ seed: 1 }),
  batches: () => array().batch(4),
  'full batches': () => array().batch(4, { partial: 'drop' }),
  'batches of a stream': () => stream().batch(4, { pad: { ids: { value: 0, mask: 'mask' } } }),
  'batches of plain values': () => large().batch(1000),
  'batches by length': () =>
    stream().batchByLength({ length: (row) => row.ids.length, boundaries: [1, 2], size: 3 }),
  'rows read ahead': () =>
    array()
      .map(async (row) => row)
      .prefetch(3),
  'shuffled batches read ahead': () =>
    stream()
      .shuffle({ window: 6 })
      .map(({ at }) => ({ at }))
      .batch(3)
      .prefetch(),
}

for (const [name, make] of Object.entries(datasets)) sourceContract(name, make)
