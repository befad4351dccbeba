import { refuse, shown } from '../input/refuse'
import { type ConcurrencyOptions, runConcurrently, throwIfAborted } from '../selection/concurrent'
import { type Position, type Space, settingsAt } from './space'

/** One candidate of a search and how it did: plain data, so that it can be stored and a search resumed. */
export interface Trial<P> {
  /** 0 for the first candidate, and so on. */
  readonly number: number
  readonly settings: P
  /** Where the settings stand in the space. */
  readonly position: Position
  /** The score, or null where the evaluation failed and failures are skipped. */
  readonly score: number | null
  /** Why it failed, or null. */
  readonly failure: string | null
  /** How much was spent on it (rows, epochs), in searches that vary it; null in others. */
  readonly resource: number | null
}

export interface EvaluateContext {
  readonly trial: number
  /** How much to spend on this candidate, in searches that vary it; null in others. */
  readonly resource: number | null
  readonly signal: AbortSignal | undefined
}

export interface SearchOptions<P> extends ConcurrencyOptions {
  /** Trains and judges a candidate: for example the mean score of `crossValidate`. */
  readonly evaluate: (settings: P, context: EvaluateContext) => number | Promise<number>
  /** Whether a greater score is better (`maximise`, default) or a smaller one. */
  readonly direction?: 'maximise' | 'minimise'
  /** What a candidate does whose evaluation throws: it ends the search (default), or counts as the worst. */
  readonly failures?: 'stop' | 'skip'
  /** The trials of an interrupted search with the same settings: they are not run again. */
  readonly resume?: readonly Trial<P>[]
  /** Called after every trial, for example to store it. */
  readonly onTrial?: (trial: Trial<P>) => void
}

export interface SearchResult<P> {
  readonly best: Trial<P>
  /** All trials in the order of their numbers. */
  readonly trials: readonly Trial<P>[]
}

/** A candidate that a search wants evaluated. */
export interface Proposal {
  readonly number: number
  readonly position: Position
  readonly resource: number | null
}

/** Evaluates proposals, except those that the resumed search has done already. */
export async function runTrials<P>(
  space: Space<P>,
  proposals: readonly Proposal[],
  options: SearchOptions<P>,
): Promise<Trial<P>[]> {
  const done = new Map(options.resume?.map((trial) => [trial.number, trial]))
  const tasks = proposals.map((proposal) => async (): Promise<Trial<P>> => {
    const earlier = done.get(proposal.number)
    if (earlier !== undefined) return checkSame(earlier, proposal)
    const trial = await evaluateProposal(space, proposal, options)
    options.onTrial?.(trial)
    return trial
  })
  return runConcurrently(tasks, options)
}

async function evaluateProposal<P>(
  space: Space<P>,
  { number, position, resource }: Proposal,
  { evaluate, failures = 'stop', signal }: SearchOptions<P>,
): Promise<Trial<P>> {
  const settings = settingsAt(space, position)
  try {
    const score = await evaluate(settings, { trial: number, resource, signal })
    if (typeof score !== 'number' || !Number.isFinite(score)) {
      refuse({
        what: `The score of trial ${number} is ${shown(score)}.`,
        where: 'evaluate',
        fix: 'Return a finite number.',
        code: 'not-finite',
      })
    }
    return { number, settings, position, score, failure: null, resource }
  } catch (error) {
    throwIfAborted(signal)
    if (failures === 'stop') throw error
    const failure = error instanceof Error ? error.message : String(error)
    return { number, settings, position, score: null, failure, resource }
  }
}

function checkSame<P>(trial: Trial<P>, proposal: Proposal): Trial<P> {
  const same = Object.entries(proposal.position).every(([name, share]) => trial.position[name] === share)
  if (same && trial.resource === proposal.resource) return trial
  return refuse({
    what: `Trial ${trial.number} of the resumed search stands elsewhere than this search would put it.`,
    where: 'resume',
    fix: 'Resume with the same space, seed and options, or start anew.',
  })
}

/** Orders trials from the best to the worst; failures last, of equals the earlier first. */
export function ranked<P>(
  trials: readonly Trial<P>[],
  direction: 'maximise' | 'minimise' = 'maximise',
): Trial<P>[] {
  const worth = ({ score }: Trial<P>) => {
    if (score === null) return -Infinity
    return direction === 'maximise' ? score : -score
  }
  return trials.toSorted((a, b) => {
    const [first, second] = [worth(a), worth(b)]
    return first === second ? a.number - b.number : second - first
  })
}

export function resultOf<P>(
  trials: readonly Trial<P>[],
  direction: 'maximise' | 'minimise' | undefined,
  candidates: readonly Trial<P>[] = trials,
): SearchResult<P> {
  const best = ranked(candidates, direction)[0]
  if (best !== undefined && best.score !== null) return { best, trials }
  return refuse({
    what: `All ${trials.length} trials failed${best?.failure ? `, the first with: ${best.failure}` : ''}.`,
    where: 'evaluate',
    fix: 'Look at the failures of the trials; try one candidate by hand.',
  })
}
