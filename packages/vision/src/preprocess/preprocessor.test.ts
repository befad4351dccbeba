import { GraftError } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { readFixture, sha256 } from '../testing/fixture'
import { pattern } from '../testing/pattern'
import { Preprocessor } from './preprocessor'

const cases = readFixture<
  {
    config: Record<string, unknown>
    size: [number, number]
    seed: number
    shape: [number, number, number]
    some: number[]
    sha256: string
  }[]
>(new URL('fixtures/preprocess.json', import.meta.url))

describe.each(cases)('$config of $size', ({ config, size, seed, shape, some, sha256: wanted }) => {
  const picture = pattern(...size, seed)

  it('is what transformers gives, bit for bit', () => {
    const { data, shape: found } = Preprocessor.fromConfig(config).applyAll([picture])
    expect(found).toEqual([1, ...shape])
    const step = Math.max(1, Math.floor(data.length / 7))
    expect(some.map((_, at) => data[at * step])).toEqual(some)
    expect(sha256(data)).toBe(wanted)
  })

  it('is the same from what it writes', () => {
    const again = Preprocessor.fromConfig(Preprocessor.fromConfig(config).toConfig())
    expect(sha256(again.apply(picture))).toBe(wanted)
    const { outputSize } = again
    if (outputSize) expect([outputSize.height, outputSize.width]).toEqual(shape.slice(1))
  })
})

it('applies to several pictures one after the other', () => {
  const preprocessor = Preprocessor.fromConfig({ image_processor_type: 'ViTFeatureExtractor', size: 8 })
  const pictures = [pattern(20, 10, 1), pattern(9, 30, 2)]
  const { data, shape } = preprocessor.applyAll(pictures)
  expect(shape).toEqual([2, 3, 8, 8])
  expect(data).toEqual(Float32Array.from(pictures.flatMap((picture) => [...preprocessor.apply(picture)])))
})

it('says which picture has another size', () => {
  const preprocessor = Preprocessor.fromConfig({
    image_processor_type: 'ViTImageProcessorFast',
    do_resize: false,
  })
  expect(() => preprocessor.applyAll([pattern(4, 4), pattern(4, 5)])).toThrow(/picture 1/)
})

it.each([
  [null, 'invalid-file', /an object/],
  [{}, 'unsupported', /without image_processor_type/],
  [{ image_processor_type: 'PoolFormerImageProcessor' }, 'unsupported', /PoolFormer/],
  [{ image_processor_type: 'ViTImageProcessor', do_pad: true }, 'unsupported', /do_pad/],
  [
    { image_processor_type: 'ViTImageProcessor', size: { height: 0, width: 3 } },
    'invalid-file',
    /size.height/,
  ],
  [
    { image_processor_type: 'ViTImageProcessor', size: { max_height: 3, max_width: 3 } },
    'invalid-file',
    /size/,
  ],
  [{ image_processor_type: 'ViTImageProcessor', size: 1e9 }, 'invalid-file', /16384/],
  [{ image_processor_type: 'ViTImageProcessor', image_mean: [1, 2] }, 'invalid-file', /image_mean/],
  [{ image_processor_type: 'ViTImageProcessor', image_std: [1, 0, 1] }, 'invalid-file', /image_std/],
  [{ image_processor_type: 'ViTImageProcessor', resample: 9 }, 'invalid-file', /Pillow/],
  [{ image_processor_type: 'ViTImageProcessor', do_resize: 1 }, 'invalid-file', /true or false/],
  [{ image_processor_type: 'ViTImageProcessor', do_center_crop: true }, 'invalid-file', /crop_size/],
])('refuses %j', (config, code, message) => {
  const refused = () => Preprocessor.fromConfig(config)
  expect(refused).toThrow(message)
  try {
    refused()
  } catch (error) {
    expect(GraftError.isInstance(error) && error.code).toBe(code)
  }
})
