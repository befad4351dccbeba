import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { argumentsOf } from './arguments'
import { classify } from './classify'
import { draw } from './draw'
import { untaughtClip } from './testing/untaught-clip'

const run = (...given: string[]) =>
  promisify(execFile)(
    process.execPath,
    [
      '--conditions=graft:source',
      '--import=tsx',
      fileURLToPath(new URL('main.ts', import.meta.url)),
      ...given,
    ],
    { env: { ...process.env, HF_HUB_OFFLINE: '1' } },
  )

describe('zero-shot-pictures', () => {
  it('says what to download where no model is given', async () => {
    const { stdout } = await run()
    expect(stdout).toContain('tokenizer.json')
    expect(stdout).toContain('openai/clip-vit-base-patch32')
  })

  it('says what is wrong, and how it is used, where the model is not there', async () => {
    await expect(run('./nowhere')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/nowhere[\s\S]*Usage/),
    })
  })

  it('draws shapes in their colours', () => {
    const { pixels, width } = draw('blue square', 101)
    const middle = (50 * width + 50) * 3
    expect(Array.from(pixels.subarray(middle, middle + 3))).toEqual([30, 60, 220])
    expect(Array.from(pixels.subarray(0, 3))).toEqual([255, 255, 255])
  })

  it('names what is most probable first, of shapes and of a folder, even by a model that was taught nothing', async () => {
    const model = await untaughtClip()
    const linesOf = async (...given: string[]) => {
      const lines: string[] = []
      for await (const line of classify({ ...argumentsOf([model, ...given]), model })) lines.push(line)
      return lines
    }
    const percent = String.raw`(\d+\.\d) %`
    const ofShapes = await linesOf()
    expect(ofShapes.map((line) => line.split(':')[0])).toEqual([
      'a drawn red circle',
      'a drawn blue square',
      'a drawn green triangle',
    ])
    const folder = fileURLToPath(new URL('../../../packages/vision/src/pictures/fixtures', import.meta.url))
    const ofFolder = await linesOf(folder, 'a cat', 'a dog')
    expect(ofFolder.length).toBeGreaterThan(0)
    for (const line of [...ofShapes, ...ofFolder]) {
      const shares = Array.from(line.matchAll(new RegExp(percent, 'g')), ([, share]) => Number(share))
      expect(shares).toEqual(shares.toSorted((a, b) => b - a))
      expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 100)).toBeLessThan(0.2)
    }
  })

  it('tells shapes apart with the model of GRAFT_CLIP', async (context) => {
    const model = process.env['GRAFT_CLIP']
    if (!model) return context.skip('no GRAFT_CLIP: a folder with openai/clip-vit-base-patch32')
    const lines: string[] = []
    for await (const line of classify({ ...argumentsOf([model]), model })) lines.push(line)
    expect(lines).toHaveLength(3)
    for (const line of lines) expect(line).toMatch(/^a drawn (.*): \1 /)
  })
})
