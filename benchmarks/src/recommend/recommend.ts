import { availableParallelism } from 'node:os'
import type { Benchmark, Line, MeasureOptions } from '../benchmark'
import { compare } from '../compare'
import { race, samplesOf } from '../race'
import { type CaseName, caseNames, cases } from './cases'
import { ours } from './ours'
import { theirs } from './theirs'
import { largeChoices, logOf, ratingsOf, smallChoices } from './workload'

const peers: Record<CaseName, string> = {
  als: 'implicit',
  'item-knn': 'implicit',
  bpr: 'implicit (1 thread)',
  'top-k': 'implicit',
  ease: 'numpy',
  svd: 'surprise',
}

export const recommend: Benchmark = {
  about:
    'the classic recommenders on logs of MovieLens-20M’s and -100k’s shape, against implicit, NumPy and Surprise',
  cases: caseNames,
  venvs: ['recommend'],
  runs: 3,
  measure,
}

async function* measure({ cases: asked, runs, tell }: MeasureOptions): AsyncGenerator<Omit<Line, 'bench'>> {
  const names = caseNames.filter((name) => asked.has(name))
  const workers = availableParallelism()
  const wants = (...choices: readonly string[]) => names.some((name) => choices.includes(cases[name].choices))
  const large = wants('large') ? largeChoices() : undefined
  const small = wants('small', 'ratings') ? smallChoices() : undefined
  const ratings = small && ratingsOf(small)
  tell(`choices: ${large?.items.length ?? 0} large, ${small?.items.length ?? 0} small`)
  const logs = {
    large: large && logOf(large),
    small: small && logOf(small),
    ratings: small && logOf(small, ratings),
  }
  const peer = await theirs({ large, small, ...(ratings && { ratings }) }, workers)
  try {
    for (const name of names) {
      const log = logs[cases[name].choices]
      if (!log) continue
      tell(`${name}: ${cases[name].about}`)
      const contenders = [
        { name: 'graft', turn: async () => ({ seconds: await ours[name](log, workers) }) },
        { name: 'peer', turn: async () => ({ seconds: await peer.run(name) }) },
      ]
      const turns = await race(contenders, { rounds: runs, warmUp: 1, tell })
      const [mine, their] = ['graft', 'peer'].map((side) => samplesOf(turns.get(side), 'seconds'))
      tell(`${name}: ours ${shown(mine!)}, theirs ${shown(their!)}`)
      yield compare({ case: name, peer: peers[name], unit: 's', better: 'less' }, mine!, their!)
    }
  } finally {
    await peer.close()
  }
}

const shown = (seconds: readonly number[]) => seconds.map((value) => value.toFixed(3)).join(' ')
