import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, it } from 'vitest'
import * as metrics from './index'

/** Every snippet of the README runs, and each `expression // value` line has that value. */
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const snippets = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)]
  .map((match) => match[1]!)
  // Programs of several threads are compiled with all documents, and run as a package installed alone.
  .filter((snippet) => !snippet.includes('node:worker_threads'))

it.each(snippets.map((snippet) => [snippet.split('\n')[0]!, snippet]))('%s', (_, snippet) => {
  const checked = snippet
    .replace(/^import \{ (.*) \} from '@graftjs\/metrics'$/m, 'const { $1 } = metrics')
    .replace(/^(?!const |import |\s)(.+?) \/\/ (.+)$/gm, 'same($1, ($2))')
  const { outputText } = ts.transpileModule(checked, { compilerOptions: { target: ts.ScriptTarget.ES2022 } })
  let compared = 0
  const same = (found: unknown, wanted: unknown) => {
    compared++
    expect(found).toEqual(wanted)
  }
  new Function('metrics', 'same', outputText)(metrics, same)
  expect(compared).toBe((snippet.match(/^(?!const |import |\s).+? \/\/ .+$/gm) ?? []).length)
  expect(compared).toBeGreaterThan(0)
})

it('names every measure, and everything else that is exported', () => {
  const named = new Set([...readme.matchAll(/`(\w+)`/g)].map(([, name]) => name))
  const missing = Object.keys(metrics).filter((name) => !named.has(name) && !readme.includes(`${name}(`))
  expect(missing).toEqual([])
})
