/** What one would do without learning: count the groups of vowels, and not a last e that is not spoken. */
export function countByRule(spelling: string): number {
  const groups = spelling.match(/[aeiouy]+/g)?.length ?? 0
  const isSilent = /[^aeiouy]e$/.test(spelling) && !/[^aeiouy]le$/.test(spelling)
  return Math.max(1, isSilent && groups > 1 ? groups - 1 : groups)
}
