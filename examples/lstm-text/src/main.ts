/** An LSTM that reads words letter by letter and says how many syllables they have, beside a rule that does so. */
import { RandomKey } from '@graftjs/base'
import { onnxEngine } from '@graftjs/onnx'
import { progressBar } from '@graftjs/report'
import { countByRule } from './rule'
import { countSyllables, train } from './train'
import { readWords, splitWords } from './words'

const words = await readWords()
const { learnt, held } = splitWords(words, { learn: 20_000, judge: 2000 }, RandomKey.from(1))
const engine = await onnxEngine()
const bar = progressBar()
const network = await train(learnt, { engine, epochs: 4, onProgress: bar.update })
bar.finish()

const counted = await countSyllables(network, held, engine)
await engine.close()
const right = (counts: readonly number[]) => {
  const share = held.filter(({ syllables }, row) => counts[row] === syllables).length / held.length
  return `${(100 * share).toFixed(1)} % of ${held.length} other words right`
}
const byRule = held.map(({ spelling }) => countByRule(spelling))
console.log(`the LSTM, from ${learnt.length} words: ${right(counted)}`)
console.log(`counting groups of vowels: ${right(byRule)}`)
console.log('for example:')
const told = held.map(({ spelling, syllables }, row) => ({
  spelling,
  syllables,
  lstm: counted[row]!,
  rule: byRule[row]!,
}))
console.table(told.filter(({ lstm, rule }) => lstm !== rule).slice(0, 8))
