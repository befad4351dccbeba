import { describe, expect, it } from 'vitest'
import { withExpectedValues } from './expected-values'

describe('withExpectedValues', () => {
  it.each([
    ['f(1) // 0.6', ';same((f(1)), (0.6)) // 0.6'],
    ['await f() // [{ a: -1, b: "x" }]', ';same((await f()), ([{ a: -1, b: "x" }])) // [{ a: -1, b: "x" }]'],
    ['f({\n  a: 1,\n}) // true', ';same((f({\n  a: 1,\n})), (true)) // true'],
    ['f(1) // a third of it', 'f(1) // a third of it'],
    ['f(1) // x', 'f(1) // x'],
    ['f(1) // {}]', 'f(1) // {}]'],
    ['const a = 1 // 1', 'const a = 1 // 1'],
    ['if (a) {\n  f() // 1\n}', 'if (a) {\n  f() // 1\n}'],
    ['f(1)\n// 2', 'f(1)\n// 2'],
    ['f(1) // 1\nf(2) // 2', ';same((f(1)), (1)) // 1\n;same((f(2)), (2)) // 2'],
  ])('%s', (code, wanted) => {
    expect(withExpectedValues(code)).toBe(wanted)
  })
})
