// node --expose-gc --import tsx peak-child.ts CASE SHARE WORKERS: writes the peak of the process's memory in the case.
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { caseNames } from './cases'
import { ours } from './ours'
import { largeChoices, logOf } from './workload'

const [asked, share, workers] = process.argv.slice(2)
const name = caseNames.find((own) => own === asked)
if (!name) throw new RangeError(`there is no case ${asked}`)
const log = logOf(largeChoices(Number(share)))
// What was needed to make the log is not what the case takes: the peak begins here.
for (let time = 0; time < 3; time++) {
  globalThis.gc?.()
  await pause(300) // buffers are given back later
}
writeFileSync('/proc/self/clear_refs', '5')
await ours[name](log, Number(workers))
const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))
process.stdout.write(String(1024 * Number(peak?.[1])))
process.exit(0)
