// node --import tsx memory-child.ts CASE: writes how many times its input the case takes at its peak.
import { readFileSync, writeFileSync } from 'node:fs'
import { cases, inputs } from './tasks'

/** The process's memory in bytes, now (`VmRSS`) or at its peak since the last reset (`VmHWM`). Linux only. */
function memory(field: 'VmRSS' | 'VmHWM'): number {
  const line = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8'))
  return 1024 * Number(line?.[1])
}

const name = process.argv[2] ?? ''
const { shared, ours } = inputs[cases[name]!.input]()
// What was needed to make the input is not what the case takes: the peak begins here.
writeFileSync('/proc/self/clear_refs', '5')
const before = memory('VmRSS')
ours[name]!()
const peak = memory('VmHWM')
const read = cases[name]!.reads.reduce((sum, array) => sum + shared.arrays[array]!.byteLength, 0)
process.stdout.write(String((peak - before) / read))
