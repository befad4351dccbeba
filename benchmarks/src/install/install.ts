import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Benchmark, Line, MeasureOptions } from '../benchmark'
import { compare } from '../compare'
import { venvFolder, venvPython } from '../peer/venvs'
import { installPacked, packWorkspace } from './packed'
import { filesUnder, isForeign, largestPackages, totalBytes } from './weight'

/** What a case installs into an empty folder. */
const installs = {
  text: ['@graftjs/text'],
  'text + MiniLM': ['@graftjs/text', '@graftjs/model-all-minilm-l6-v2'],
} as const

const megabytes = (bytes: number) => bytes / 1e6

export const install: Benchmark = {
  about: 'what `npm install` of a product weighs, beside a Python environment for the same job',
  cases: Object.keys(installs),
  venvs: ['pytorch'],
  runs: 1,
  measure,
}

async function* measure({ cases, tell }: MeasureOptions): AsyncGenerator<Omit<Line, 'bench'>> {
  venvPython('pytorch') // says what to do where the peer is not set up
  const theirs = megabytes(totalBytes(await filesUnder(venvFolder('pytorch'))))
  const folder = await mkdtemp(join(tmpdir(), 'graft-install-'))
  try {
    const tarballs = packWorkspace(join(folder, 'packed'))
    for (const [name, packages] of Object.entries(installs)) {
      if (!cases.has(name)) continue
      const target = join(folder, name.replaceAll(/\W+/g, '-'))
      installPacked(target, packages, tarballs)
      const files = await filesUnder(join(target, 'node_modules'))
      const needed = files.filter(({ path }) => !isForeign(path, `${process.platform}/${process.arch}`))
      tell(`${name}: ${files.length} files; its largest packages:`)
      for (const { name, bytes } of largestPackages(files, 10)) {
        tell(`  ${megabytes(bytes).toFixed(1).padStart(7)} MB  ${name}`)
      }
      const about = { peer: 'pytorch + transformers', unit: 'MB', better: 'less' } as const
      yield compare({ ...about, case: name }, [megabytes(totalBytes(files))], [theirs])
      yield compare(
        { ...about, case: `${name} (${process.platform}-${process.arch})` },
        [megabytes(totalBytes(needed))],
        [theirs],
      )
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
