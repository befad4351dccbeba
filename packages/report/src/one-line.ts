/**
 * Text that comes from outside, made fit for one line of a picture or a terminal: no control characters
 * (XML cannot hold them and a terminal would obey them), no direction overrides, no lone surrogates.
 */
export function oneLine(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/[\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
}
