import { readFileSync } from 'node:fs'
import { GraftError } from '@graftjs/base'
import { type Engine, setDefaultEngine } from '@graftjs/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onnxEngine } from '../engine/onnx-engine'
import { wrongPrograms } from './fixtures'
import { pageOf } from './fixtures/page'
import { readSection } from './fixtures/program-text'
import { errorOf, runPrograms } from './fixtures/run-programs'

let engine: Engine
beforeAll(async () => {
  engine = await onnxEngine({ threads: 1 })
})
afterAll(async () => {
  setDefaultEngine(undefined)
  await engine.close()
})

/** The line of the program that a message names first. */
const lineIn = (message: string, file: string): number =>
  Number(new RegExp(`${file}\\.ts:(\\d+)`).exec(message)?.[1])

describe.each(Object.entries(wrongPrograms))(
  'a wrong program is told what, where and what to write: %s',
  (file, programs) => {
    const { programs: texts } = readSection(file)

    it.each(Object.entries(programs))('%s', async (title, program) => {
      const error = await errorOf(program, engine)
      if (!GraftError.isInstance(error)) throw new Error('it threw no GraftError', { cause: error })
      expect(error.code).toBe(program.code)
      expect(error.message).toMatch(program.what)
      expect(error.message).toMatch(program.fix)
      if (program.where !== 'line') {
        expect(error.message).toMatch(program.where)
        return
      }
      const named = texts.get(title)?.lines.find(({ number }) => number === lineIn(error.message, file))
      expect(named?.text, error.message).toMatch(/\/\/ ✗$/)
    })
  },
)

it('there are some two hundred, each under a title of its own', () => {
  const titles = Object.values(wrongPrograms).flatMap((programs) => Object.keys(programs))
  expect(titles.length).toBeGreaterThan(190)
  expect(new Set(titles).size).toBe(titles.length)
})

it('the page of mistakes is up to date: pnpm --filter @graftjs/onnx run mistakes', async () => {
  const page = readFileSync(new URL('../../../../docs/mistakes.md', import.meta.url), 'utf8')
  expect(pageOf(await runPrograms(engine))).toBe(page)
})
