import { availableParallelism } from 'node:os'
import { GraftError } from '@graftjs/base'
import type { Benchmark, Line, MeasureOptions } from '../benchmark'
import { compare } from '../compare'
import { race, samplesOf } from '../race'
import { type CaseName, caseNames, cases } from './cases'
import { ours } from './ours'
import { peakOf } from './peak'
import { theirs } from './theirs'
import { largeChoices, logOf, ratingsOf, smallChoices } from './workload'

const peers: Record<CaseName, string> = {
  als: 'implicit',
  'item-knn': 'implicit',
  bpr: 'implicit (1 thread)',
  'top-k': 'implicit',
  'top-k-engine': 'implicit',
  ease: 'numpy',
  svd: 'surprise',
}

/** What is looked at for growth and memory. */
const scaled = ['als', 'item-knn', 'bpr'] as const satisfies readonly CaseName[]

export const recommend: Benchmark = {
  about:
    'the classic recommenders on logs of MovieLens-20M’s and -100k’s shape, against implicit, NumPy and Surprise; GRAFT_BENCH_SHARE=0.1 takes a tenth of the large log’s users',
  cases: [...caseNames, ...scaled.flatMap((name) => [`growth-${name}`, `memory-${name}`])],
  venvs: ['recommend'],
  runs: 3,
  measure,
}

async function* measure(options: MeasureOptions): AsyncGenerator<Omit<Line, 'bench'>> {
  const workers = availableParallelism()
  const share = shareAsked()
  if (share < 1) options.tell(`a ${share} share of the large log's users`)
  yield* measureSpeed(options, share, workers)
  yield* measureGrowth(options, share, workers)
  yield* measureMemory(options, share, workers)
}

async function* measureSpeed(
  { cases: asked, runs, tell }: MeasureOptions,
  share: number,
  workers: number,
): AsyncGenerator<Omit<Line, 'bench'>> {
  const names = caseNames.filter((name) => asked.has(name))
  if (names.length === 0) return
  const wants = (...choices: readonly string[]) => names.some((name) => choices.includes(cases[name].choices))
  const large = wants('large') ? largeChoices(share) : undefined
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

/** How many times as long twice as many events may take. */
const mostGrowth = 2.2

/** The time that all events take, in times that of the first half of the users. */
async function* measureGrowth(
  { cases: asked, runs, tell }: MeasureOptions,
  share: number,
  workers: number,
): AsyncGenerator<Omit<Line, 'bench'>> {
  const names = scaled.filter((name) => asked.has(`growth-${name}`))
  if (names.length === 0) return
  const [half, whole] = [share / 2, share].map((own) => logOf(largeChoices(own)))
  tell(`growth: from ${half!.size} to ${whole!.size} events`)
  for (const name of names) {
    const contenders = [
      { name: 'half', turn: async () => ({ seconds: await ours[name](half!, workers) }) },
      { name: 'whole', turn: async () => ({ seconds: await ours[name](whole!, workers) }) },
    ]
    const turns = await race(contenders, { rounds: runs, warmUp: 1, tell })
    const [less, more] = ['half', 'whole'].map((side) => samplesOf(turns.get(side), 'seconds'))
    tell(`${name}: half ${shown(less!)}, whole ${shown(more!)}`)
    const ratios = more!.map((seconds, round) => seconds / less![round]!)
    yield compare(
      { case: `growth-${name}`, peer: 'required', unit: '× of half', better: 'less' },
      ratios,
      ratios.map(() => mostGrowth),
    )
  }
}

/** The peaks of both processes, the events themselves included. */
async function* measureMemory(
  { cases: asked, tell }: MeasureOptions,
  share: number,
  workers: number,
): AsyncGenerator<Omit<Line, 'bench'>> {
  for (const name of scaled.filter((own) => asked.has(`memory-${own}`))) {
    tell(`memory of ${name}`)
    const large = largeChoices(share)
    const peer = await theirs({ large, small: undefined }, workers)
    try {
      const theirPeak = await peer.peak(name)
      const ourPeak = await peakOf(name, share, workers)
      yield compare(
        { case: `memory-${name}`, peer: peers[name], unit: 'GB', better: 'less' },
        [ourPeak / 1e9],
        [theirPeak / 1e9],
      )
    } finally {
      await peer.close()
    }
  }
}

function shareAsked(): number {
  const text = process.env['GRAFT_BENCH_SHARE'] ?? '1'
  const share = Number(text)
  if (share > 0 && share <= 1) return share
  throw new GraftError('invalid-option', {
    what: `GRAFT_BENCH_SHARE is ${text}.`,
    fix: 'Give a number above 0 and up to 1, or leave it out for 1.',
  })
}

const shown = (seconds: readonly number[]) => seconds.map((value) => value.toFixed(3)).join(' ')
