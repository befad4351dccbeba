import { mkdir, mkdtemp, realpath, rename, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openModel } from './open-model'

const dataPackage = fileURLToPath(new URL('../../../../models/all-minilm-l6-v2', import.meta.url))
const home = process.cwd()
let folder: string
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'graft-open-')))
  process.chdir(folder)
})
afterEach(() => process.chdir(home))

async function makeModel(path: string, config = '{"model_type":"bert"}') {
  await mkdir(path, { recursive: true })
  await writeFile(join(path, 'config.json'), config)
}

async function installDataPackage() {
  const link = join(folder, 'node_modules/@graftjs/model-all-minilm-l6-v2')
  await mkdir(dirname(link), { recursive: true })
  await symlink(dataPackage, link)
}

describe('openModel, a folder', () => {
  it('opens a path, relative or absolute, before any other meaning of the name', async () => {
    await makeModel('my-model')
    await makeModel('owner/name')
    for (const name of ['my-model', './my-model', join(folder, 'my-model'), 'owner/name']) {
      const model = await openModel(name)
      expect(model.source).toBe('folder')
      expect(await model.config()).toEqual({ model_type: 'bert' })
    }
  })

  it('brings back a folder that a crash during its save moved aside', async () => {
    await makeModel('saved')
    await rename('saved', '.saved.previous')
    expect((await openModel('./saved')).path).toBe(join(folder, 'saved'))
  })

  it('says when the folder is no model', async () => {
    await mkdir('empty')
    await expect(openModel('./empty')).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('config.json'),
    })
    await expect(openModel('/nowhere/at/all')).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('openModel, a bundled name', () => {
  it.each(['all-MiniLM-L6-v2', 'ALL-minilm-l6-V2', 'sentence-transformers/all-MiniLM-L6-v2'])(
    'opens %s from its data package',
    async (name) => {
      await installDataPackage()
      const model = await openModel(name, { offline: true })
      expect(model).toMatchObject({ name: 'all-MiniLM-L6-v2', source: 'package' })
      expect(await model.config()).toMatchObject({ model_type: 'bert', hidden_size: 384 })
      const weights = await model.weights()
      expect(weights.info('embeddings.word_embeddings.weight')).toMatchObject({
        dtype: 'F16',
        shape: [30522, 384],
      })
      expect(weights.names).not.toContain('embeddings.position_ids')
      const tokenizer = await model.tokenizer()
      expect(tokenizer.encode('hello world').ids).toEqual([101, 7592, 2088, 102])
      expect(await model.tokenizer()).toBe(tokenizer)
    },
  )
})

describe('openModel, a name that is none', () => {
  it('lists near names and the three ways to name a model', async () => {
    const failure = expect(openModel('all-MinLM-L6', { cache: folder })).rejects
    await failure.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(
        /Did you mean all-MiniLM-L6-v2\?.*folder.*bundled name.*Hugging Face id/,
      ),
    })
    await expect(openModel('xyz', { cache: folder })).rejects.toMatchObject({
      message: expect.not.stringContaining('Did you mean'),
    })
    for (const name of ['', ' ', '../../etc/passwd', 'a/../b', 'owner/name/more', 'https://example.org/a']) {
      await expect(openModel(name, { cache: folder, offline: true })).rejects.toMatchObject({
        name: 'GraftError',
      })
    }
  })

  it('says offline how to get the model', async () => {
    await expect(openModel('owner/name', { cache: folder, offline: true })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/owner\/name.*not in the cache.*copy the cache folder/),
    })
  })
})
