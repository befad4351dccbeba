/**
 * The beginning and the end of a text that is too long to be read whole: of a mail, what it is about and how it
 * parts. For texts longer than a model reads, both together teach it more than the beginning alone (Sun et al., How
 * to Fine-Tune BERT for Text Classification, arXiv:1905.05583, §5.3.1).
 *
 * `words` are kept in all, `end` of them from the end; a shorter text stays as it is.
 */
export function beginningAndEnd(
  text: string,
  { words, end }: { readonly words: number; readonly end: number },
): string {
  const all = text.split(/\s+/)
  return all.length <= words ? text : [...all.slice(0, words - end), ...all.slice(-end)].join(' ')
}
