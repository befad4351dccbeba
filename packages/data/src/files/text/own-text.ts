/** Below this length a substring is a copy already, not a view of the text that it was cut from. */
const shortest = 13

/** Bytes of the scratch buffer; longer texts are copied by another way. */
const scratchBytes = 64 * 1024
const scratch = typeof Buffer === 'undefined' ? undefined : Buffer.allocUnsafeSlow(scratchBytes)

/**
 * The same text, on its own. A substring refers to the text that it was cut from, so one kept cell of a file would keep
 * its whole block in memory. No standard function copies a string; encoding and decoding it does.
 */
export function ownText(text: string): string {
  if (text.length < shortest) return text
  if (scratch === undefined || text.length * 3 > scratchBytes) return JSON.parse(JSON.stringify(text))
  return scratch.toString('utf8', 0, scratch.write(text, 0, 'utf8'))
}
