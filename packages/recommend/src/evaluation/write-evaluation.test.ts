import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { itemKnn } from '../algorithms/item-knn'
import { interactions } from '../interactions'
import { twoTastes } from '../recommender/testing/two-tastes'
import { splitByTime } from '../splits'
import { evaluate } from './evaluate'
import { writeEvaluation } from './write-evaluation'

it('writes one page with the table, a picture per measure, notes and settings', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'graft-evaluation-'))
  try {
    const split = splitByTime(interactions(twoTastes()))
    const evaluation = await evaluate({ '<b>near</b>': itemKnn({ neighbours: 5 }) }, split, { k: 5 })
    await writeEvaluation(join(folder, 'page.html'), evaluation)
    const page = await readFile(join(folder, 'page.html'), 'utf8')
    expect(page).toContain('<h1>Recommenders compared</h1>')
    expect(page).toContain('By time, the same for everyone')
    for (const { title } of evaluation.measures) expect(page).toContain(title)
    expect(page.match(/<figcaption>/g)!.length).toBe(evaluation.measures.length)
    for (const note of evaluation.notes) expect(page).toContain(note)
    expect(page).toMatch(/<dt>neighbours<\/dt>\s*<dd>5<\/dd>/)
    expect(page).not.toContain('<b>near')
    expect(page).not.toMatch(/<script|NaN|undefined/)
  } finally {
    await rm(folder, { recursive: true })
  }
})
