import { GraftError } from '@graftjs/base'

type Config = Readonly<Record<string, unknown>>

/** What kinds of answers a model gives, as `config.json` calls them. */
export type ProblemType = 'single_label_classification' | 'multi_label_classification'

/** The labels of a `config.json`, in order; empty where it names none, or not by text. */
export function labelsOfConfig(config: Config): string[] {
  const map = config['id2label']
  if (typeof map !== 'object' || map === null || Array.isArray(map)) return []
  const entries: [string, unknown][] = Object.entries(map)
  const labels = entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, label]) => label)
  return labels.every((label) => typeof label === 'string') ? labels : []
}

/** What a `config.json` says of labels. */
export function labelEntries(
  labels: readonly string[],
  problem: ProblemType = 'single_label_classification',
) {
  return {
    id2label: Object.fromEntries(labels.entries()),
    label2id: Object.fromEntries(labels.map((label, id) => [label, id])),
    problem_type: problem,
  }
}

export const sameLabels = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((label, index) => label === b[index])

/**
 * The labels of a folder that is to be opened as a classifier.
 *
 * @param input what it classifies, for messages: `text`
 * @param finetune what makes a classifier of a model, for messages: `TextClassifier.finetune(name, { train })`
 * @throws GraftError `invalid-file` where it names no labels, `unsupported` where it is trained for another problem.
 */
export function classifierLabels(
  config: Config,
  {
    path,
    input,
    finetune,
    problems,
  }: {
    readonly path: string
    readonly input: string
    readonly finetune: string
    readonly problems: readonly ProblemType[]
  },
): { readonly labels: readonly string[]; readonly problem: ProblemType } {
  const given = config['problem_type'] ?? 'single_label_classification'
  const problem = problems.find((known) => known === given)
  if (!problem) {
    throw new GraftError('unsupported', {
      what: `The model is trained for ${JSON.stringify(given)}, not to give each ${input} ${problems.length > 1 ? 'labels' : 'one label'}.`,
      where: `${path}/config.json`,
      fix: `Load a model whose problem_type is ${problems.map((name) => `"${name}"`).join(' or ')}.`,
    })
  }
  const labels = labelsOfConfig(config)
  const least = problem === 'multi_label_classification' ? 1 : 2
  if (labels.length < least || new Set(labels).size < labels.length) {
    throw new GraftError('invalid-file', {
      what: `The model names ${labels.length} distinct labels, so it is no classifier.`,
      where: `${path}/config.json`,
      fix: `Load a folder that save wrote, or fine-tune this model first: ${finetune}.`,
    })
  }
  return { labels, problem }
}
