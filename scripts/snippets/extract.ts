/** A TypeScript block of a document. */
export interface Snippet {
  /** The document, as given. */
  readonly document: string
  /** The line of the block's opening fence, from 1. */
  readonly line: number
  /** What the block takes for granted, from the comment before its fence. */
  readonly before: string
  readonly code: string
  /** Whether the block is to be run, not only compiled. */
  readonly run: boolean
}

const fence = /^(?<indent>\s*)```(?:ts|typescript)\b(?<info>.*)$/
const comment = /<!--\s*before:\s*(?<code>[\s\S]*?)\s*-->\s*$/

/** The TypeScript blocks of a Markdown document, in its order. */
export function extractSnippets(document: string, markdown: string): Snippet[] {
  const lines = markdown.split(/\r?\n/)
  const snippets: Snippet[] = []
  let textFrom = 0
  for (let index = 0; index < lines.length; index++) {
    const opening = fence.exec(lines[index] ?? '')
    if (!opening) continue
    const end = lines.findIndex((line, at) => at > index && line.trim() === '```')
    if (end < 0) break
    const indent = opening.groups?.['indent'] ?? ''
    const before = comment.exec(lines.slice(textFrom, index).join('\n'))?.groups?.['code'] ?? ''
    const code = lines
      .slice(index + 1, end)
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    const words = (opening.groups?.['info'] ?? '').trim().split(/\s+/)
    snippets.push({ document, line: index + 1, before, code: code.join('\n'), run: words.includes('run') })
    index = end
    textFrom = end + 1
  }
  return snippets
}
