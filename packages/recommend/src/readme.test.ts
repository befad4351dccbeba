import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { algorithms } from './algorithms'
import { quick } from './algorithms/testing/quick'
import * as recommend from './index'
import { interactions } from './interactions'
import { twoTastes } from './recommender/testing/two-tastes'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const log = interactions(twoTastes())
const itemFeatures = log.items.map((item) => [item, { taste: item % 2 === 0 ? 'even' : 'odd' }] as const)

/** The cells of an algorithm's line in the table, without its name and what it is for. */
const cellsOf = (name: string) => {
  const line = readme.split('\n').find((own) => own.startsWith(`| \`${name}\` |`)) ?? ''
  return line.split(' | ').slice(2).join(' | ').replace(/ \|$/, '')
}

it.each(Object.keys(algorithms))('says what %s can do', async (name) => {
  const { scale, abilities } = await quick(name).fit(log, { itemFeatures })
  const { similarItems, similarUsers, explain, update } = abilities
  const cells = [similarItems, similarUsers, explain, update].map((can) => (can === true ? 'yes' : '–'))
  expect(cellsOf(name), 'its line in the README').toBe([scale, ...cells].join(' | '))
})

it('names everything that is exported', () => {
  expect(Object.keys(recommend).filter((name) => !new RegExp(`\\b${name}\\b`).test(readme))).toEqual([])
})
