import { describe, expect, it } from 'vitest'
import { corpusFiles, readMail } from './corpus'

describe('the corpus', () => {
  it('has 6,046 messages, 1,896 of them spam', async () => {
    const files = await corpusFiles()
    expect(files).toHaveLength(6046)
    expect(files.filter((file) => file.startsWith('spam'))).toHaveLength(1896)
  })

  it('reads subject and body of a mailing list, without the list', async () => {
    const mail = await readMail('easy-ham-2/01015.55fdae83b98b384cd16d7bd801fac601.txt')
    expect(mail.label).toBe('ham')
    expect(mail.text).toMatch(/^Forged whitelist spam\nOr any of the Microsoft USB keyboards\./)
    expect(mail.text).toMatch(/-Bill Kearney$/)
  })

  it('decodes charsets that are not ASCII', async () => {
    const mail = await readMail('spam-1/00307.7ed50c6d80c6e37c8cc1b132f4a19e4d.txt')
    expect(mail.text).toMatch(/^免費無限次任打中港長途電話/)
  })

  it('leaves no header, list name or stand-in in a tenth of all messages', async () => {
    const files = (await corpusFiles()).filter((_, index) => index % 10 === 0)
    const mails = await Promise.all(files.map(readMail))
    const traces =
      /listinfo|mailman\/|spamassassin|taint\.org|netnoteinc|sf\.net email|yahoo! groups sponsor|deathtospam|^(?:received|return-path|message-id):|\w@\w+\.\w|BEGIN PGP/im
    expect(
      mails.filter(({ text }) => traces.test(text)).map(({ file, text }) => [file, traces.exec(text)?.[0]]),
    ).toEqual([])
  })
})
