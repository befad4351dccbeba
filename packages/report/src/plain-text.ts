/**
 * Text that comes from outside without what would act instead of being read: control characters (a terminal
 * obeys them, XML has no way to write them), direction overrides, lone surrogates. Line ends and tabs stay.
 */
export function plainText(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/[\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, '')
    .replace(/(?![\n\r\t])\p{Cc}/gu, ' ')
}

/** The same on one line, for a cell, a label or a message. */
export function oneLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ').trim()
}
