import { plainText } from '../plain-text'

/** Text as it may stand between tags and inside a double-quoted attribute, in HTML and in XML. */
export function escapeText(text: string): string {
  return plainText(text).replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
