import { GraftError } from '@graftjs/base'
import { evaluate } from '@graftjs/recommend'
import type { Benchmark, Line, MeasureOptions } from '../benchmark'
import { type Contest, contests } from './contests'
import { dataSets, missingFile } from './data'

export const qualityRecommend: Benchmark = {
  about: 'how good the lists of the classic recommenders are on published data, beside what was published',
  cases: Object.keys(contests),
  venvs: [],
  runs: 3,
  measure,
}

async function* measure({ cases, runs, tell }: MeasureOptions): AsyncGenerator<Omit<Line, 'bench'>> {
  const faults: string[] = []
  for (const [name, contest] of Object.entries(contests).filter(([own]) => cases.has(own))) {
    const missing = missingFile(dataSets[contest.data])
    if (missing !== undefined) {
      tell(`${name} is left out: there is no ${missing}`)
      continue
    }
    const values = await valuesOf(contest, runs)
    const unit = `${contest.measure === 'ndcg' ? 'NDCG' : 'hits'}@${contest.k}`
    tell(`${name}: ${unit} ${values.map((value) => value.toFixed(4)).join(', ')}`)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    if (mean < contest.required) faults.push(`${name} reaches ${mean.toFixed(4)}, not ${contest.required}`)
    const peers = [{ name: 'required', value: contest.required }, ...contest.published]
    for (const { name: peer, value } of peers) {
      const spread = (Math.max(...values) - Math.min(...values)) / mean
      yield {
        case: name,
        peer,
        ours: mean,
        theirs: value,
        unit,
        ratio: mean / value,
        runs: values.length,
        spread,
      }
    }
  }
  if (faults.length === 0) return
  throw new GraftError('invalid-data', {
    what: `${faults.join('; ')}.`,
    where: 'quality-recommend',
    fix: 'Find what has changed in the algorithms, in splits or in measures.',
  })
}

/** The measure on the test, for each seed where chance matters. */
async function valuesOf(
  { data, chosen, measure, k, task, random }: Contest,
  runs: number,
): Promise<readonly number[]> {
  const split = await dataSets[data].judging()
  const seeds = Array.from({ length: random ? runs : 1 }, (_, at) => at + 1)
  const models = Object.fromEntries(seeds.map((seed) => [`seed ${seed}`, chosen(seed)]))
  const { rows } = await evaluate(models, split, { k, measures: [measure], ...(task && { task }) })
  return seeds.map((seed) => rows.find(({ model }) => model === `seed ${seed}`)!.values[measure]!.value)
}
