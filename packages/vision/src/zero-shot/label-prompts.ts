import { GraftError } from '@graftjs/base'

/** Labels, or each with the words that describe it: `{ cat: 'cat', bank: ['river bank', 'shore'] }`. */
export type LabelDescriptions<Label extends string> =
  | readonly Label[]
  | Readonly<Record<Label, string | readonly string[]>>

/**
 * What is said of a picture of a label: CLIP knows sentences better than single words, and the mean of several
 * sentences better than one (Radford et al. 2021, section 3.1.4).
 */
export const defaultTemplates: readonly string[] = [
  'a photo of a {}.',
  'a photo of the {}.',
  'a close-up photo of a {}.',
  'a bright photo of a {}.',
  'a dark photo of a {}.',
  'a blurry photo of a {}.',
  'a drawing of a {}.',
]

/** What the texts of one label are. */
export interface LabelPrompts<Label extends string> {
  readonly label: Label
  readonly prompts: readonly string[]
}

/** @throws GraftError `invalid-option` where labels or templates cannot be used. */
export function promptsOf<Label extends string>(
  labels: LabelDescriptions<Label>,
  templates: readonly string[],
): LabelPrompts<Label>[] {
  if (!Array.isArray(templates) || templates.length === 0 || !templates.every(isTemplate)) {
    throw refused('templates', 'Give texts that hold {} where the label stands, such as "a photo of a {}."')
  }
  const described = descriptionsOf(labels)
  if (described.length < 2 || new Set(described.map(({ label }) => label)).size < described.length) {
    throw refused('labels', 'Give two or more labels, each once: a picture gets the one that fits best.')
  }
  return described
    .map(({ label, words }) => ({
      label,
      prompts: words.flatMap((word) => templates.map((template) => template.replaceAll('{}', word))),
    }))
    .sort((a, b) => (a.label < b.label ? -1 : 1))
}

function descriptionsOf<Label extends string>(
  labels: LabelDescriptions<Label>,
): { readonly label: Label; readonly words: readonly string[] }[] {
  const usable = (words: unknown): words is string => typeof words === 'string' && words.trim() !== ''
  if (isList(labels)) {
    if (!labels.every(usable)) throw refused('labels', 'Give texts that say what is on a picture.')
    return labels.map((label) => ({ label, words: [label] }))
  }
  if (typeof labels !== 'object' || labels === null) {
    throw refused('labels', 'Give an array of labels, or an object of labels and what describes them.')
  }
  // Object.keys forgets that its keys are the labels.
  return (Object.keys(labels) as Label[]).map((label) => {
    const given = labels[label]
    const words: readonly string[] = typeof given === 'string' ? [given] : given
    if (Array.isArray(words) && words.length > 0 && words.every(usable)) return { label, words }
    throw refused(`labels[${JSON.stringify(label)}]`, 'Give a text that describes it, or several.')
  })
}

const isList = <Label extends string>(labels: LabelDescriptions<Label>): labels is readonly Label[] =>
  Array.isArray(labels)

const isTemplate = (template: unknown): boolean => typeof template === 'string' && template.includes('{}')

const refused = (option: string, fix: string): GraftError =>
  new GraftError('invalid-option', {
    what: `${option} cannot be used.`,
    where: option,
    fix,
    details: { option },
  })
