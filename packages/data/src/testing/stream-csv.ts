// Reads a CSV file in a process of its own and prints as JSON what it found and how much memory it took.
import { readCsv } from '../index'

const started = performance.now()
const rows = readCsv(process.argv[2]!, {
  columns: { id: 'integer', text: 'string', label: ['spam', 'ham'], x: 'number', y: 'number?' },
})
let count = 0
let sum = 0
let characters = 0
/** A row in a thousand is kept: it must not keep the text around it. */
const kept: string[] = []
for await (const { id, text, y } of rows) {
  count++
  sum += y ?? 0
  characters += text.length
  if (id % 1000 === 0) kept.push(text)
}
const seconds = (performance.now() - started) / 1000
const peak = process.resourceUsage().maxRSS * 1024
console.log(JSON.stringify({ count, sum, characters, kept: kept.length, seconds, peak }))
