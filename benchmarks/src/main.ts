// npm run bench -- NAME [--case CASE] [--runs N] [--json] [--setup]
// Prints a line a case and peer. What is only for the reader goes to standard error.
import { parseArgs } from 'node:util'
import { GraftError } from '@graftjs/base'
import type { Benchmark } from './benchmark'
import { exactnessMetrics } from './exactness-metrics/exactness-metrics'
import { finetune } from './finetune/finetune'
import { install } from './install/install'
import { metrics } from './metrics/metrics'
import { setUpVenv } from './peer/venvs'
import { qualityCore } from './quality-core/quality-core'
import { qualityRecommend } from './quality-recommend/quality-recommend'
import { qualityVision } from './quality-vision/quality-vision'
import { recommend } from './recommend/recommend'
import { statistics } from './statistics/statistics'
import { tableHead, tableRow } from './table'
import { train } from './train/train'
import { vision } from './vision/vision'

const benchmarks: Readonly<Record<string, Benchmark>> = {
  finetune,
  install,
  train,
  'quality-core': qualityCore,
  'quality-vision': qualityVision,
  'quality-recommend': qualityRecommend,
  'exactness-metrics': exactnessMetrics,
  metrics,
  recommend,
  statistics,
  vision,
}

function usage(): string {
  const list = Object.entries(benchmarks).map(
    ([name, { about, cases }]) => `  ${name.padEnd(10)} ${about}\n             cases: ${cases.join(', ')}`,
  )
  return [
    'npm run bench -- NAME [--case CASE] [--runs N] [--json]   measures',
    'npm run bench -- NAME --setup                             installs what its peers need',
    ...list,
  ].join('\n')
}

function parse() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      setup: { type: 'boolean', default: false },
      case: { type: 'string', multiple: true },
      runs: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  return { ...values, name: positionals[0] }
}

function positiveInteger(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  throw new GraftError('invalid-option', { what: `--runs is ${text}.`, fix: 'Give a whole number above 0.' })
}

function chooseCases(benchmark: Benchmark, asked: readonly string[] | undefined): ReadonlySet<string> {
  const wrong = asked?.find((name) => !benchmark.cases.includes(name))
  if (wrong === undefined) return new Set(asked ?? benchmark.cases)
  const fix = `It has: ${benchmark.cases.join(', ')}.`
  throw new GraftError('invalid-option', { what: `The benchmark has no case "${wrong}".`, fix })
}

async function main(): Promise<void> {
  const options = parse()
  const benchmark = options.name === undefined ? undefined : benchmarks[options.name]
  if (!benchmark || options.help) {
    console.error(
      options.name && !benchmark ? `There is no benchmark "${options.name}".\n${usage()}` : usage(),
    )
    process.exitCode = options.help ? 0 : 1
    return
  }
  const tell = (sentence: string) => console.error(`# ${sentence}`)
  if (options.setup) {
    for (const venv of benchmark.venvs) setUpVenv(venv, tell)
    return
  }
  const cases = chooseCases(benchmark, options.case)
  const runs = options.runs === undefined ? benchmark.runs : positiveInteger(options.runs)
  if (!options.json) console.log(tableHead)
  for await (const line of benchmark.measure({ cases, runs, tell })) {
    const whole = { bench: options.name ?? '', ...line }
    console.log(options.json ? JSON.stringify(whole) : tableRow(whole))
  }
}

try {
  await main()
} catch (error) {
  if (!GraftError.isInstance(error)) throw error
  console.error(`${error.code}: ${error.message}`)
  process.exitCode = 1
}
