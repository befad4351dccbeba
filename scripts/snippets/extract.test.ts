import { describe, expect, it } from 'vitest'
import { extractSnippets } from './extract'

const markdown = [
  '# Title', // 1
  '',
  '<!-- before: const rows = [1] -->', // 3
  '',
  '```ts run', // 5
  'console.log(rows)',
  '```',
  '',
  '```sh', // 9
  'npm test',
  '```',
  '- in a list', // 12
  '  ```ts',
  '  if (x) {',
  '    y()',
  '  }',
  '  ```',
].join('\n')

describe('extractSnippets', () => {
  it('takes TypeScript blocks with what stands before them, and only these', () => {
    const [first, second, ...others] = extractSnippets('a.md', markdown)
    expect(first).toEqual({
      document: 'a.md',
      line: 5,
      before: 'const rows = [1]',
      code: 'console.log(rows)',
      run: true,
    })
    expect(second).toEqual({ document: 'a.md', line: 13, before: '', code: 'if (x) {\n  y()\n}', run: false })
    expect(others).toEqual([])
  })

  it('does not lend the comment of one block to the next', () => {
    const text = '<!-- before: let a = 1 -->\n```ts\na\n```\n```ts\nb\n```'
    expect(extractSnippets('a.md', text).map(({ before }) => before)).toEqual(['let a = 1', ''])
  })
})
