import type { Progress } from '@graftjs/base'
import { formatCount, formatDuration, formatSignificant } from '../number'
import type { Paint } from './colour'
import { cutToWidth, displayWidth, padToWidth } from './width'

/** What each phase is called in front of its bar. */
const names = {
  prepare: 'preparing',
  train: 'training',
  validate: 'validating',
  evaluate: 'evaluating',
  save: 'saving',
} as const satisfies Record<Progress['phase'], string>

const longestName = Math.max(...Object.values(names).map((name) => name.length))

/** One line that fits `columns`: phase, bar, steps, epoch, loss, rate, time left. What does not fit goes, last first. */
export function progressLine(progress: Progress, columns: number, paint: Paint): string {
  const room = Math.max(20, columns - 1)
  const name = padToWidth(names[progress.phase], longestName)
  const facts = factsOf(progress)
  // The same width at every step: a bar that grows and shrinks with its figures cannot be read.
  const bar = columns >= 100 ? 28 : columns >= 72 ? 16 : 10
  while (facts.length > 1 && widthOf(name, facts) + bar > room) facts.splice(leastWanted(facts), 1)
  const drawn = widthOf(name, facts) + bar <= room ? `${drawBar(progress, bar, paint)}  ` : ''
  const text = facts.map(({ text }) => text).join('  ')
  const line = `${paint('bold', name)}  ${drawn}${text}`
  return drawn === '' ? cutToWidth(`${name}  ${text}`, room) : line
}

/** The same facts for a log file: no bar, no alignment. */
export function progressLogLine(progress: Progress): string {
  const share = progress.steps > 0 ? ` ${Math.floor((100 * progress.step) / progress.steps)} %` : ''
  return `${names[progress.phase]}${share}  ${factsOf(progress)
    .map(({ text }) => text)
    .join('  ')}`
}

interface Fact {
  readonly text: string
  /** Lower stays longer when room is short. */
  readonly rank: number
}

function factsOf(progress: Progress): Fact[] {
  const { step, steps, epoch, epochs, loss, examplesPerSecond, secondsLeft } = progress
  const facts: Fact[] = [
    { text: `${formatCount(step).padStart(formatCount(steps).length)}/${formatCount(steps)}`, rank: 0 },
  ]
  if (epoch !== undefined)
    facts.push({ text: `epoch ${epoch}${epochs === undefined ? '' : `/${epochs}`}`, rank: 3 })
  if (loss !== undefined) facts.push({ text: `loss ${formatSignificant(loss)}`, rank: 2 })
  if (examplesPerSecond !== undefined)
    facts.push({ text: `${formatSignificant(examplesPerSecond)}/s`, rank: 4 })
  if (secondsLeft !== undefined && step < steps)
    facts.push({ text: `${formatDuration(secondsLeft)} left`, rank: 1 })
  return facts
}

function leastWanted(facts: readonly Fact[]): number {
  const last = Math.max(...facts.map(({ rank }) => rank))
  return facts.findIndex(({ rank }) => rank === last)
}

function widthOf(name: string, facts: readonly Fact[]): number {
  return displayWidth(name) + 2 + facts.reduce((sum, { text }) => sum + displayWidth(text) + 2, 0)
}

function drawBar({ step, steps }: Progress, width: number, paint: Paint): string {
  const done = steps > 0 ? Math.min(width, Math.max(0, Math.floor((width * step) / steps))) : 0
  return `${paint('cyan', '━'.repeat(done))}${paint('dim', '─'.repeat(width - done))}`
}
