import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type InstalledPackage, installPackage, outputOf } from './testing/packed'

let installed: InstalledPackage
beforeAll(async () => {
  installed = await installPackage()
}, 240_000)
afterAll(() => installed?.remove())

const names = '{ als, ease, interactions, itemKnn, loadRecommender }'
const program = `
async function main() {
  const events = Array.from({ length: 400 }, (_, at) => ({ user: 'u' + (at % 23), item: (at * at) % 17 }))
  const log = interactions(events)
  const lists = []
  for (const algorithm of [itemKnn(), als({ factors: 8 }), ease()]) {
    const model = await algorithm.fit(log, { workers: 2 })
    await model.save('model')
    const again = await loadRecommender('model')
    lists.push(again.recommend({ history: [1, 4] }, { n: 3, fallback: [] }).items.map(({ item }) => item))
  }
  console.log(JSON.stringify(lists))
}
main()
`

describe('the packed package, installed alone', () => {
  it('brings neither ONNX Runtime, sharp, tokenizers nor a model, nothing but what it is written with', async () => {
    const modules = join(installed.folder, 'node_modules')
    const inside = (await readdir(modules)).filter((name) => !name.startsWith('.'))
    expect(inside).toEqual(['@graftjs'])
    expect(await readdir(join(modules, '@graftjs'))).toEqual(['base', 'metrics', 'recommend'])
    const files = await readdir(modules, { recursive: true })
    expect(files.filter((name) => /onnx|sharp|token|\.node$|\.safetensors$/i.test(name))).toEqual([])
  })

  it('weighs less than 15 MB', async () => {
    const modules = join(installed.folder, 'node_modules')
    let bytes = 0
    for (const name of await readdir(modules, { recursive: true })) {
      const status = await lstat(join(modules, name))
      if (status.isFile()) bytes += status.size
    }
    console.log(`@graftjs/recommend with all that it installs: ${(bytes / 1e6).toFixed(1)} MB`)
    expect(bytes).toBeLessThan(15e6)
  })

  it('learns, saves, loads and serves on threads, as ESM and as CommonJS alike', async () => {
    const esm = `import ${names} from '@graftjs/recommend'\n${program}`
    const commonjs = `const ${names} = require('@graftjs/recommend')\n${program}`
    const output = await outputOf(installed.folder, ['--input-type=module', '-e', esm])
    const lists = JSON.parse(output) as number[][]
    expect(lists.map((list) => list.length)).toEqual([3, 3, 3])
    expect(await outputOf(installed.folder, ['-e', commonjs])).toBe(output)
  })

  it.each([
    ['a page', `writeEvaluation('page.html', {})`, '@graftjs/report'],
    ['Parquet', `readInteractions('x.parquet')`, 'hyparquet'],
    ['Arrow', `readInteractions('x.arrow')`, 'apache-arrow'],
  ])('says what to install for %s', async (_, call, library) => {
    const code = `import { readInteractions, writeEvaluation } from '@graftjs/recommend'
      import { writeFileSync } from 'node:fs'
      for (const name of ['x.parquet', 'x.arrow']) writeFileSync(name, 'PAR1')
      ${call}.catch((error) => console.log(error.code, error.message))`
    const output = await outputOf(installed.folder, ['--input-type=module', '-e', code])
    expect(output).toContain('not-found')
    expect(output).toContain(`npm install ${library}`)
  })

  it('searches exactly without an index, and says why', async () => {
    const code = `import { als, approximateSearch, interactions } from '@graftjs/recommend'
      const log = interactions([{ user: 'a', item: 1 }, { user: 'a', item: 2 }, { user: 'b', item: 1 }])
      const model = await als({ factors: 2 }).fit(log)
      const search = await approximateSearch(model)
      console.log(String(search), model.recommend({ user: 'b' }, { search }).items.length)`
    expect(await outputOf(installed.folder, ['--input-type=module', '-e', code])).toBe(
      'exact search: the library usearch is not installed (npm install usearch), so every item is scored 1',
    )
  })
})
