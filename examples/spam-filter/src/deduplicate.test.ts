import { describe, expect, it } from 'vitest'
import { deduplicate } from './deduplicate'

const mail = (text: string) => ({ text })
const words = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => `word${from + i}`).join(' ')

describe('deduplicate', () => {
  it('drops texts of the same words, whatever their case and punctuation, and keeps the first', () => {
    const mails = [mail('Win a phone!'), mail('Something else'), mail('win a PHONE'), mail('win, a phone')]
    expect(deduplicate(mails)).toEqual({ kept: [mails[0], mails[1]], exact: 2, near: 0 })
  })

  it('drops a campaign with another name and code in it, and keeps an answer that shares some words', () => {
    const campaign = (name: string, code: string) => mail(`Dear ${name}, ${words(100)} unsubscribe ${code}`)
    const answer = mail(`${words(30)} ${words(100, 500)}`)
    const { kept, exact, near } = deduplicate([campaign('Ann', 'x7'), campaign('Bob', 'q9'), answer])
    expect(kept).toEqual([campaign('Ann', 'x7'), answer])
    expect([exact, near]).toEqual([0, 1])
  })

  it('finds nearly all pairs that an exact comparison finds, and no other', () => {
    // 40 families of three: a text, one with a few words changed (similar), one with half changed (not).
    const families = Array.from({ length: 40 }, (_, family) => {
      const own = Array.from({ length: 120 }, (_, i) => `f${family}w${i}`)
      const changed = (every: number) => own.map((word, i) => (i % every === 0 ? `${word}x` : word)).join(' ')
      return [mail(own.join(' ')), mail(changed(20)), mail(changed(4))]
    })
    const { kept, near } = deduplicate(families.flat())
    expect(near).toBeGreaterThanOrEqual(39)
    expect(near).toBeLessThanOrEqual(40)
    for (const [first, , different] of families) {
      expect(kept).toContain(first)
      expect(kept).toContain(different)
    }
  })
})
