import { convert } from 'html-to-text'
import type { Email } from 'postal-mime'

/** Text parts shorter than this often say no more than "this message is in HTML". */
const shortestText = 200

/** What a reader sees of a mail: its plain text, or its HTML where there is none or where it says more. */
export function readableText({ text = '', html = '' }: Pick<Email, 'text' | 'html'>): string {
  if (looksLikeHtml(text)) return fromHtml(text)
  if (text.trim().length >= shortestText || html === '') return text
  const converted = fromHtml(html)
  return converted.trim().length > text.trim().length ? converted : text
}

/** Some senders declare HTML as plain text. */
function looksLikeHtml(text: string): boolean {
  return (text.match(/<\/?(html|body|table|td|font|center|br|p|a|b)\b[^>]*>/gi)?.length ?? 0) >= 4
}

function fromHtml(html: string): string {
  return convert(html, {
    wordwrap: false,
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'h1', options: { uppercase: false } },
      { selector: 'h2', options: { uppercase: false } },
      { selector: 'h3', options: { uppercase: false } },
      { selector: 'h4', options: { uppercase: false } },
      { selector: 'table', options: { uppercaseHeaderCells: false } },
    ],
  })
}
