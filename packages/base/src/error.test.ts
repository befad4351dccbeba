import { describe, expect, it } from 'vitest'
import { GraftError } from './error'

describe('GraftError', () => {
  it('says what, where and what to do', () => {
    const error = new GraftError('invalid-data', {
      what: 'Row 3 has no label.',
      where: 'train[3]',
      fix: 'Give every row a label.',
      details: { row: 3 },
    })
    expect(error.message).toBe('Row 3 has no label. (train[3]) Give every row a label.')
    expect(error.details).toEqual({ row: 3 })
  })

  it('is recognised when it was made by another copy of the package', async () => {
    const foreign = Object.assign(new Error('x'), { [Symbol.for('graft.error')]: true })
    expect(GraftError.isInstance(foreign)).toBe(true)
    expect(GraftError.isInstance(new Error('x'))).toBe(false)
  })
})
