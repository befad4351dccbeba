import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeSafetensors } from '@graftjs/core'
import { beforeEach, describe, expect, it } from 'vitest'
import { ModelFolder } from './model-folder'
import { assertModelFolderWritable, writeModelFolder } from './write-model-folder'

let path: string
let model: ModelFolder
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'graft-hub-')), 'model')
  await mkdir(path)
  model = new ModelFolder('test/model', path, 'folder')
})
const put = (name: string, content: string) => writeFile(join(path, name), content)
const ones = (name: string, length: number) =>
  [name, { dtype: 'F32', shape: [length], data: new Float32Array(length).fill(1) }] as const

describe('ModelFolder', () => {
  it('validates the config', async () => {
    await expect(model.config()).rejects.toMatchObject({ code: 'not-found' })
    for (const content of ['', '[]', '{"model_type":5}', '{', 'null']) {
      await put('config.json', content)
      await expect(model.config()).rejects.toMatchObject({ code: 'invalid-file' })
    }
  })

  it('finds files inside the folder only', async () => {
    await put('config.json', '{}')
    expect(await model.file('config.json')).toBe(join(path, 'config.json'))
    expect(await model.file('onnx/model.onnx')).toBeUndefined()
    expect(await model.file('config.json/x')).toBeUndefined()
    for (const name of ['../secret', '/etc/passwd', 'a/../../b', '']) {
      await expect(model.file(name)).rejects.toMatchObject({ code: 'invalid-option' })
    }
  })

  it('reads shards as one', async () => {
    await writeSafetensors(join(path, 'model-00001-of-00002.safetensors'), [ones('a', 2)])
    await writeSafetensors(join(path, 'model-00002-of-00002.safetensors'), [ones('b', 3)])
    const index = (map: object) => put('model.safetensors.index.json', JSON.stringify({ weight_map: map }))
    await index({ b: 'model-00002-of-00002.safetensors', a: 'model-00001-of-00002.safetensors' })
    const weights = await model.weights()
    expect([...weights.names].sort()).toEqual(['a', 'b'])
    expect((await weights.float32('b')).data).toEqual(new Float32Array([1, 1, 1]))
    expect(() => weights.info('c')).toThrow('no tensor')
    await index({ a: 'model-00002-of-00002.safetensors' })
    await expect(model.weights()).rejects.toMatchObject({ code: 'not-found' })
    await index({ a: '../elsewhere.safetensors' })
    await expect(model.weights()).rejects.toMatchObject({ code: 'invalid-file' })
  })

  it('opens no pickle and says how to convert it', async () => {
    await expect(model.weights()).rejects.toMatchObject({ code: 'not-found' })
    await put('pytorch_model.bin', 'cos\nsystem\n')
    await expect(model.weights()).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/pytorch_model.bin.*save_pretrained/),
    })
    await expect(model.tokenizer()).rejects.toMatchObject({ code: 'unsupported' })
  })
})

describe('writeModelFolder', () => {
  const content = {
    config: { model_type: 'bert', id2label: { 0: 'ham', 1: 'spam' } },
    tensors: [ones('classifier.weight', 4)],
    files: [['vocab.txt', '[PAD]\n']] as const,
    onnx: [['model.onnx', new Uint8Array([8])]] as const,
    card: '# A model\n',
  }

  it('writes what ModelFolder reads, and replaces an earlier model whole', async () => {
    await writeModelFolder(path, content)
    await writeModelFolder(path, { config: content.config, tensors: [ones('other', 1)] })
    expect((await readdir(path)).sort()).toEqual(['config.json', 'model.safetensors'])
    expect(await model.config()).toEqual(content.config)
    expect((await model.weights()).names).toEqual(['other'])
    await writeModelFolder(path, content)
    expect(await model.file('onnx/model.onnx')).toBeDefined()
    expect((await model.tokenizerFiles()).get('vocab.txt')?.toString()).toBe('[PAD]\n')
    expect(await readFile(join(path, 'README.md'), 'utf8')).toBe('# A model\n')
  })

  it('refuses a folder of other things, early and late, and leaves it as it was', async () => {
    await put('holiday.jpg', 'x')
    await expect(assertModelFolderWritable(path)).rejects.toMatchObject({ code: 'file-access' })
    await expect(writeModelFolder(path, content)).rejects.toMatchObject({ code: 'file-access' })
    expect(await readdir(path)).toEqual(['holiday.jpg'])
    await assertModelFolderWritable(join(path, 'new'))
  })

  it('refuses file names that lead elsewhere', async () => {
    for (const name of ['../x', 'a/b', 'config.json', 'a\\b', '..']) {
      const files = [[name, 'x']] as const
      await expect(writeModelFolder(path, { ...content, files })).rejects.toMatchObject({
        code: 'invalid-data',
      })
    }
  })
})
