import { describe, expect, it } from 'vitest'
import { readableText } from './readable-text'

const html =
  '<html><body><h1>Sale</h1><p>Only <b>today</b> &amp; here: <a href="http://x.y/z">click</a></p><br></body></html>'

describe('readableText', () => {
  it('turns HTML into what a reader sees', () => {
    expect(readableText({ html }).trim()).toBe('Sale\n\nOnly today & here: click')
  })

  it('prefers the plain text, unless it only points to the HTML', () => {
    const long = 'word '.repeat(60)
    expect(readableText({ text: long, html })).toBe(long)
    expect(readableText({ text: 'Use HTML.', html })).toContain('Only today')
    expect(readableText({ text: 'A short note', html: '<p>note</p>' })).toBe('A short note')
  })

  it('sees through HTML that is declared as plain text', () => {
    expect(readableText({ text: html }).trim()).toBe('Sale\n\nOnly today & here: click')
  })

  it('gives nothing for a mail of pictures only', () => {
    expect(readableText({ html: '<img src="http://x.y/z.gif">' }).trim()).toBe('')
    expect(readableText({})).toBe('')
  })
})
