import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { recoverFolder, writeFolderAtomically } from './write-folder'

let parent: string
let target: string
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'graft-folder-'))
  target = join(parent, 'model')
})

const fill = (text: string) => async (temporary: string) => {
  await mkdir(join(temporary, 'onnx'))
  await writeFile(join(temporary, 'config.json'), text)
  await writeFile(join(temporary, 'onnx/model.onnx'), text)
}

describe('writeFolderAtomically', () => {
  it('writes a folder, replaces an earlier one, and leaves nothing beside it', async () => {
    await writeFolderAtomically(target, fill('1'))
    await writeFolderAtomically(target, fill('2'))
    expect(await readFile(join(target, 'onnx/model.onnx'), 'utf8')).toBe('2')
    expect(await readdir(parent)).toEqual(['model'])
  })

  it('keeps the earlier folder when the writer fails', async () => {
    await writeFolderAtomically(target, fill('1'))
    const failing = writeFolderAtomically(target, async (temporary) => {
      await fill('2')(temporary)
      throw new RangeError('stop')
    })
    await expect(failing).rejects.toThrow(RangeError)
    expect(await readFile(join(target, 'config.json'), 'utf8')).toBe('1')
    expect(await readdir(parent)).toEqual(['model'])
  })

  it('brings the old folder back after a crash between the two renames', async () => {
    await writeFolderAtomically(target, fill('1'))
    await rename(target, join(parent, '.model.previous'))
    await recoverFolder(target)
    expect(await readFile(join(target, 'config.json'), 'utf8')).toBe('1')

    await rename(target, join(parent, '.model.previous'))
    await expect(
      writeFolderAtomically(target, async () => Promise.reject(new RangeError('stop'))),
    ).rejects.toThrow(RangeError)
    expect(await readFile(join(target, 'config.json'), 'utf8')).toBe('1')
  })

  it('keeps the new folder after a crash before the old one was removed', async () => {
    await writeFolderAtomically(target, fill('2'))
    await mkdir(join(parent, '.model.previous'))
    await recoverFolder(target)
    expect(await readFile(join(target, 'config.json'), 'utf8')).toBe('2')
    expect(existsSync(join(parent, '.model.previous'))).toBe(false)
  })

  it('never deletes a file that is not its own', async () => {
    await mkdir(target)
    await writeFile(join(target, 'thesis.txt'), 'years of work')
    for (const options of [{}, { mayReplace: ['config.json', 'onnx'] }]) {
      await expect(writeFolderAtomically(target, fill('1'), options)).rejects.toMatchObject({
        code: 'file-access',
        message: expect.stringContaining('thesis.txt'),
      })
    }
    expect(await readdir(target)).toEqual(['thesis.txt'])
    expect(await readdir(parent)).toEqual(['model'])
    await expect(writeFolderAtomically('.', fill('1'))).rejects.toMatchObject({ code: 'file-access' })
    await expect(writeFolderAtomically('/', fill('1'))).rejects.toMatchObject({ code: 'file-access' })
  })

  it('replaces names that the caller owns though the new folder lacks them', async () => {
    await writeFolderAtomically(target, fill('1'))
    await writeFolderAtomically(target, async () => undefined, { mayReplace: ['config.json', 'onnx'] })
    expect(await readdir(target)).toEqual([])
  })
})
