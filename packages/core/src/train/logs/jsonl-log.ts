import { readFile } from 'node:fs/promises'
import { statusOf, writeFileAtomically } from '@graftjs/base'
import type { TrainingCallback } from '../callback'
import { LogFile } from './log-file'

/**
 * Writes a run as lines of JSON, one an event: `start`, `step`, `validation`, `epoch` and `end`, each with its time and
 * the step. A number that JSON lacks (a measure that is NaN) is null. A run that goes on adds to the file, after what
 * the killed one wrote of steps that are taken again was removed; a fresh run adds to it, too.
 *
 * Errors: `file-access`.
 */
export function jsonlLog(path: string): TrainingCallback {
  let file: LogFile | undefined
  const add = async (event: string, content: Readonly<Record<string, unknown>>) => {
    const line = JSON.stringify({ event, time: new Date().toISOString(), ...content })
    await file?.add(new TextEncoder().encode(`${line}\n`))
  }
  return {
    async onStart(event) {
      if (event.step > 0) await forgetAfter(path, event.step)
      file = await LogFile.open(path, 'a')
      await add('start', { ...event })
    },
    onStep: (event) => add('step', { ...event }),
    async onValidation({ history: _, ...event }) {
      await add('validation', event)
      await file?.flush()
    },
    async onEpoch({ history: _, ...event }) {
      await add('epoch', event)
      await file?.flush()
    },
    onCheckpoint: () => file?.flush(),
    async onEnd(event) {
      await add('end', { ...event })
      await file?.close()
    },
  }
}

/** Keeps, of the last run in the file, what it said up to this step, and all of the runs before it. */
async function forgetAfter(path: string, step: number): Promise<void> {
  if (!(await statusOf(path))) return
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '')
  const events = lines.map(eventOf)
  const last = events.findLastIndex((event) => event?.event === 'start' && event.step === 0)
  const kept = lines.filter((_, index) => {
    const event = events[index]
    return index < last || (event !== undefined && event.event !== 'end' && event.step <= step)
  })
  await writeFileAtomically(path, kept.map((line) => `${line}\n`).join(''))
}

/** Undefined for a line that was cut short. */
function eventOf(line: string): { event: string; step: number } | undefined {
  try {
    const parsed: unknown = JSON.parse(line)
    if (typeof parsed !== 'object' || parsed === null || !('event' in parsed) || !('step' in parsed))
      return undefined
    return { event: String(parsed.event), step: Number(parsed.step) }
  } catch {
    return undefined
  }
}
