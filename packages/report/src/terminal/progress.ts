import type { OnProgress, Progress } from '@graftjs/base'
import { oneLine } from '../plain-text'
import { paintFor, type Screen, wantsColour } from './colour'
import { progressLine, progressLogLine } from './progress-line'

export interface ProgressBarOptions {
  /** Where to write; default `process.stderr`, so that a program's output can be piped. */
  readonly stream?: Screen & { write(text: string): unknown }
  /** A clock in milliseconds; default `performance.now`. */
  readonly now?: () => number
  /** Default: what the stream and the environment ask for. */
  readonly colour?: boolean
}

export interface ProgressBar {
  /** To be passed as `onProgress`. */
  readonly update: OnProgress
  /** Leaves the last state on the screen and ends its line. Harmless when called twice. */
  readonly finish: () => void
}

const redrawEvery = 80
const logEvery = 15_000

/**
 * Shows long work. On a terminal one line is redrawn in place, and stays where a phase is complete; elsewhere
 * (a file, a pipe, CI) a line is written at the start and the end of a phase, at every tenth of it, and at
 * least every quarter of a minute. A message always gets a line of its own.
 *
 * @example
 * const bar = progressBar()
 * await TextClassifier.finetune('all-MiniLM-L6-v2', { train, onProgress: bar.update })
 * bar.finish()
 */
export function progressBar(options: ProgressBarOptions = {}): ProgressBar {
  const { stream = process.stderr, now = () => performance.now() } = options
  return stream.isTTY === true ? redrawnBar(stream, now, options.colour) : loggedBar(stream, now)
}

type Stream = NonNullable<ProgressBarOptions['stream']>

function redrawnBar(stream: Stream, now: () => number, colour = wantsColour(stream)): ProgressBar {
  const paint = paintFor(colour)
  const clear = '\r\u001b[K'
  let shown: Progress | undefined
  let drawnAt = Number.NEGATIVE_INFINITY
  const draw = (progress: Progress) => {
    drawnAt = now()
    stream.write(clear + progressLine(progress, stream.columns ?? 80, paint))
  }
  const leave = () => {
    if (shown === undefined) return
    // A validation inside training is over when training goes on: its line would only repeat at every epoch.
    if (shown.phase === 'validate') stream.write(clear)
    else {
      draw(shown)
      stream.write('\n')
    }
    shown = undefined
  }
  return {
    update(progress) {
      if (shown !== undefined && shown.phase !== progress.phase) {
        if (isComplete(shown) || shown.phase === 'validate') leave()
        drawnAt = Number.NEGATIVE_INFINITY
      }
      if (progress.message) {
        stream.write(`${clear}${oneLine(progress.message)}\n`)
        drawnAt = Number.NEGATIVE_INFINITY
      }
      shown = progress
      if (isComplete(progress) || now() - drawnAt >= redrawEvery) draw(progress)
    },
    finish: leave,
  }
}

function loggedBar(stream: Stream, now: () => number): ProgressBar {
  let loggedAt = Number.NEGATIVE_INFINITY
  let written: Progress | undefined
  let last: Progress | undefined
  const lastOf = new Map<'validate' | 'other', Progress>()
  const write = (progress: Progress) => {
    loggedAt = now()
    written = progress
    stream.write(`${progressLogLine(progress)}\n`)
  }
  return {
    update(progress) {
      if (progress.message) stream.write(`${oneLine(progress.message)}\n`)
      // Validation interrupts training once an epoch and is short: only that it is done is worth a line.
      const kind = progress.phase === 'validate' ? 'validate' : 'other'
      const before = lastOf.get(kind)
      const moved = before?.phase !== progress.phase || tenthOf(before) !== tenthOf(progress)
      lastOf.set(kind, progress)
      last = progress
      if (kind === 'validate' ? moved && isComplete(progress) : moved || now() - loggedAt >= logEvery) {
        write(progress)
      }
    },
    finish() {
      if (last !== undefined && last !== written && !isComplete(last)) write(last)
      last = undefined
    },
  }
}

function tenthOf({ step, steps }: Progress): number {
  return steps > 0 ? Math.floor((10 * step) / steps) : 0
}

function isComplete({ step, steps }: Progress): boolean {
  return steps > 0 && step >= steps
}
