import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeReport } from './write'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-report-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('writeReport', () => {
  it('writes the page, makes its folder and leaves nothing else', async () => {
    const path = join(folder, 'runs', 'report.html')
    await writeReport(path, '<!doctype html>é')
    await writeReport(path, '<!doctype html>客')
    expect(await readFile(path, 'utf8')).toBe('<!doctype html>客')
    expect(await readdir(join(folder, 'runs'))).toEqual(['report.html'])
  })

  it('says which path cannot be written', async () => {
    await writeFile(join(folder, 'file'), '')
    await expect(writeReport(join(folder, 'file', 'report.html'), '')).rejects.toMatchObject({
      code: 'file-access',
    })
  })
})
