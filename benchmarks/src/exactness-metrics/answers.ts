import { GraftError } from '@graftjs/base'
import type { Answer } from './exact'

/** Numbers that JSON cannot write come as words. */
const words: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Infinity, '-inf': -Infinity }

/** What the peer answered, an answer for each case. */
export function asAnswers(value: unknown, count: number): Answer[] {
  if (Array.isArray(value) && value.length === count) return value.map(asAnswer)
  throw new GraftError('engine-failure', {
    what: `The peer answered ${JSON.stringify(value)?.slice(0, 100)} for ${count} cases.`,
    where: 'peers/metrics/exactness.py',
    fix: 'It must give a list with an answer for each case.',
  })
}

function asAnswer(value: unknown): Answer {
  if (typeof value === 'number' || value === null) return value
  if (typeof value === 'string' && value in words) return words[value]!
  if (Array.isArray(value)) return value.map(asAnswer)
  throw new GraftError('engine-failure', {
    what: `The peer answered ${JSON.stringify(value)}.`,
    where: 'peers/metrics/exactness.py',
    fix: 'Answers are numbers, null, or lists of them.',
  })
}
