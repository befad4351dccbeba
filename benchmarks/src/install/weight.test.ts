import { describe, expect, it } from 'vitest'
import { isForeign, largestPackages } from './weight'

describe('isForeign', () => {
  it.each([
    ['onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1', false],
    ['onnxruntime-node/bin/napi-v6/darwin/arm64/libonnxruntime.dylib', true],
    ['@img/sharp-linux-x64/lib/sharp-linux-x64.node', false],
    ['@img/sharp-linuxmusl-x64/lib/sharp-linuxmusl-x64.node', true],
    ['@koromix/koffi-linux-x64/musl_x64/koffi.node', true],
    ['@koromix/koffi-linux-x64/linux_x64/koffi.node', false],
    ['@koromix/koffi-linux-x64/package.json', false],
    ['@graftjs/core/dist/index.js', false],
  ])('%s on linux/x64: %s', (path, foreign) => {
    expect(isForeign(path, 'linux/x64')).toBe(foreign)
  })
})

describe('largestPackages', () => {
  it('adds up the files of each package and counts a nested one by itself', () => {
    const files = [
      { path: '@graftjs/core/dist/index.js', bytes: 3 },
      { path: '@graftjs/core/node_modules/long/index.js', bytes: 9 },
      { path: '@graftjs/core/package.json', bytes: 2 },
      { path: 'koffi/index.js', bytes: 4 },
    ]
    expect(largestPackages(files, 2)).toEqual([
      { name: 'long', bytes: 9 },
      { name: '@graftjs/core', bytes: 5 },
    ])
  })
})
