import { refuse, shown } from '../input/refuse'
import { Interactions } from './interactions'

/** @throws GraftError `invalid-data`. */
export function assertIsLog(log: unknown): void {
  if (log instanceof Interactions) return
  refuse('invalid-data', {
    what: `The log is ${shown(log)}.`,
    where: 'log',
    fix: 'Make a log of your events with interactions(rows) or readInteractions(path) first.',
  })
}
