import {
  checkOptionsObject,
  evaluateLabelSets,
  indicatorsOf,
  type LabelSetEvaluation,
  type LabelSetPrediction,
  optionError,
  prepareLabelSets,
  toLabelSet,
  type WatchedOptions,
} from '@graftjs/classifier'
import type { PictureSource } from '../pictures/picture-source'
import type { RowSource, TaggedPicture } from './contract'
import { openSaved } from './open-saved'
import { type PictureWarning, pictureInput } from './picture-input'
import { finetuned, TaughtClassifier, type Viewing } from './taught-classifier'
import type { CommonOptions, LoadOptions } from './teach-options'

export interface MultiLabelOptions<Label extends string> extends CommonOptions {
  /** Pictures with all labels that are true of each. */
  readonly train: RowSource<TaggedPicture<Label>>
  /** A share of the training rows to set aside, or rows: measured after every epoch. Default: none. */
  readonly validation?: number | RowSource<TaggedPicture<Label>>
  /** `balanced`: a rare label counts more where it is true, up to twenty times. Default: all count alike. */
  readonly classWeight?: 'balanced'
}

/** The most that a rare label counts: beyond that, single pictures would decide. */
const mostWeight = 20
/** A label whose probability is this or more is said to be true. */
const threshold = 0.5

const answer = <Label extends string>(
  labels: readonly Label[],
  logits: Float32Array,
): LabelSetPrediction<Label> => toLabelSet(labels, logits, threshold)

/**
 * A pretrained network that has learnt which of your labels are true of a picture: any number of them, also none.
 *
 *     const tagger = await MultiLabelImageClassifier.finetune('EfficientNet-Lite0', { train: rows })
 *     await tagger.predict('beach.jpg') // { labels: ['sand', 'sea'], scores: { sand: 0.97, sea: 0.99, snow: 0.01 } }
 */
export class MultiLabelImageClassifier<Label extends string = string> extends TaughtClassifier<
  Label,
  LabelSetPrediction<Label>,
  LabelSetEvaluation<Label>
> {
  /**
   * Teaches a pretrained network your labels, as `ImageClassifier.finetune` does: first a linear head, a logistic
   * regression for each label, then, where there are enough pictures, all layers.
   *
   * @throws GraftError as `ImageClassifier.finetune`.
   */
  static async finetune<Label extends string>(
    model: string,
    options: MultiLabelOptions<Label>,
  ): Promise<MultiLabelImageClassifier<Label>> {
    checkOptionsObject(options)
    const { train, validation, seed = 1, classWeight, signal } = options
    if (classWeight !== undefined && classWeight !== 'balanced')
      throw optionError('classWeight', classWeight, "'balanced', or leave it out")
    const weight = (size: number, rows: number) =>
      classWeight === 'balanced' ? Math.min(mostWeight, Math.max(1, (rows - size) / size)) : 1
    const parts = await finetuned(model, options, 'multi_label_classification', async () => {
      const given = await prepareLabelSets<TaggedPicture<Label>, PictureWarning>(pictureInput, {
        ...{ train, validation, seed, signal },
      })
      const { labels } = given
      return {
        given,
        labelsOf: (row: TaggedPicture<Label>) => row.labels,
        targetsOf: (rows: readonly TaggedPicture<Label>[]) => {
          const { targets, sizes } = indicatorsOf(rows, labels)
          return { targets: { kind: 'any' as const, of: targets }, sizes }
        },
        weightsOf: (sizes: Float64Array, rows: number) => sizes.map((size) => weight(size, rows)),
        answer: (logits: Float32Array) => answer(labels, logits),
        evaluate: evaluateLabelSets<PictureSource, Label, TaggedPicture<Label>>,
        summary: ({ report: { f1, subsetAccuracy } }: LabelSetEvaluation<Label>) => ({
          ...{ macroF1: f1.macro, microF1: f1.micro, exact: subsetAccuracy },
        }),
      }
    })
    return new MultiLabelImageClassifier(parts)
  }

  /**
   * Opens a classifier that `save` wrote, or any folder (or id) whose `problem_type` is multi_label_classification.
   *
   * @throws GraftError `not-found`, `invalid-file`, `unsupported`, `device-unavailable`.
   */
  static async load(
    model: string,
    { device = 'auto' }: LoadOptions = {},
  ): Promise<MultiLabelImageClassifier> {
    const opened = await openSaved(model, device, {
      problem: 'multi_label_classification',
      answer,
      finetune: 'MultiLabelImageClassifier.finetune(name, { train })',
    })
    return new MultiLabelImageClassifier(opened)
  }

  /**
   * Predicts pictures whose labels are known and measures the result.
   *
   * @throws GraftError `invalid-data` naming the row; `invalid-option`; `aborted`.
   */
  async evaluate(
    rows: RowSource<TaggedPicture<Label>>,
    options?: WatchedOptions & Viewing,
  ): Promise<LabelSetEvaluation<Label>> {
    return evaluateLabelSets(this.answeringFor(options), rows, options)
  }
}
