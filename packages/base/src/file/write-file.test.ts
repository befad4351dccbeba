import { mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { assertWritable } from './assert-writable'
import { writeFileAtomically } from './write-file'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-file-'))
})

describe('writeFileAtomically', () => {
  it('writes text, bytes and streams of bytes, and makes the parent folders', async () => {
    const path = join(folder, 'a/b/c.txt')
    await writeFileAtomically(path, 'héllo')
    expect(await readFile(path, 'utf8')).toBe('héllo')
    await writeFileAtomically(path, new Uint8Array([1, 2, 3]))
    expect([...(await readFile(path))]).toEqual([1, 2, 3])
    async function* chunks() {
      yield new Uint8Array([4])
      yield new Uint8Array([])
      yield new Uint8Array([5, 6])
    }
    await writeFileAtomically(path, chunks())
    expect([...(await readFile(path))]).toEqual([4, 5, 6])
    expect(await readdir(join(folder, 'a/b'))).toEqual(['c.txt'])
  })

  it('keeps the old content and leaves no temporary file when the data fails half-way', async () => {
    const path = join(folder, 'kept.txt')
    await writeFileAtomically(path, 'old')
    function* broken() {
      yield new Uint8Array(10)
      throw new RangeError('no more')
    }
    await expect(writeFileAtomically(path, broken())).rejects.toThrow(RangeError)
    expect(await readFile(path, 'utf8')).toBe('old')
    expect(await readdir(folder)).toEqual(['kept.txt'])
  })

  it('writes through a symbolic link instead of replacing it', async () => {
    await writeFile(join(folder, 'real.txt'), 'old')
    await symlink('real.txt', join(folder, 'link.txt'))
    await writeFileAtomically(join(folder, 'link.txt'), 'new')
    expect(await readFile(join(folder, 'real.txt'), 'utf8')).toBe('new')
  })

  it('removes what a dead process left and keeps what a live one is writing', async () => {
    const path = join(folder, 'x')
    await writeFileAtomically(path, '1')
    const { temporaryBeside } = await import('./temporary')
    const live = temporaryBeside(path)
    const dead = live.replace(`-${process.pid}-`, '-999999999-')
    await writeFile(live, '')
    await writeFile(dead, '')
    await writeFileAtomically(path, '2')
    const names = (await readdir(folder)).map((name) => join(folder, name))
    expect(names).toContain(live)
    expect(names).not.toContain(dead)
  })

  it('says what is wrong with the path', async () => {
    await writeFile(join(folder, 'file'), '')
    await mkdir(join(folder, 'folder'))
    const cases: [string, RegExp][] = [
      [join(folder, 'file/below'), /parents are folders/],
      [join(folder, 'folder'), /another file name/],
      [join(folder, 'x'.repeat(300)), /shorter name/],
      ['/proc/graft-test', /./],
    ]
    for (const [path, fix] of cases) {
      const failure = expect(writeFileAtomically(path, 'x')).rejects
      await failure.toMatchObject({ code: 'file-access', message: expect.stringMatching(fix) })
    }
    await expect(writeFileAtomically('', 'x')).rejects.toMatchObject({ code: 'invalid-option' })
  })
})

describe('assertWritable', () => {
  it('passes for a path whose parents can be made and leaves nothing behind', async () => {
    await assertWritable(join(folder, 'not/yet/there'))
    await assertWritable(folder)
    expect(await readdir(folder)).toEqual([])
  })

  it('throws below a file and on a file system that takes no folders', async () => {
    await writeFile(join(folder, 'file'), '')
    for (const path of [join(folder, 'file/below'), join(folder, 'file/a/b'), '/proc/graft/model']) {
      await expect(assertWritable(path)).rejects.toMatchObject({ code: 'file-access' })
    }
  })
})
