/**
 * The first way in which `xml` is not well-formed, or nothing. Strict about what these pictures use: one root,
 * balanced tags, quoted and distinct attributes, escaped text, no character that XML forbids.
 */
export function malformation(xml: string): string | undefined {
  const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(xml)
  if (forbidden) return `a forbidden character at ${forbidden.index}`
  const open: string[] = []
  let roots = 0
  for (const [token] of xml.matchAll(/<[^>]*>|[^<]+/g)) {
    if (!token.startsWith('<')) {
      const bad = badText(token)
      if (bad !== undefined) return bad
      if (open.length === 0 && token.trim() !== '') return `text outside the root: ${token}`
      continue
    }
    const closing = /^<\/([\w-]+)\s*>$/.exec(token)
    if (closing) {
      const expected = open.pop()
      if (expected !== closing[1]) return `${token} where </${expected}> belongs`
      continue
    }
    const opening = /^<([\w-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>$/.exec(token)
    if (!opening) return `not a tag: ${token}`
    const names = [...(opening[2] ?? '').matchAll(/([\w:-]+)="([^"]*)"/g)]
    if (new Set(names.map(([, name]) => name)).size < names.length) return `an attribute twice: ${token}`
    const bad = names.map(([, , value]) => badText(value ?? '')).find((each) => each !== undefined)
    if (bad !== undefined) return bad
    if (open.length === 0) roots += 1
    if (opening[3] === '') open.push(opening[1] ?? '')
  }
  if (open.length > 0) return `not closed: ${open.join(' ')}`
  return roots === 1 ? undefined : `${roots} roots`
}

function badText(text: string): string | undefined {
  const bare = text.replace(/&(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);/gi, '')
  return /[&<]/.test(bare) ? `unescaped: ${text}` : undefined
}
