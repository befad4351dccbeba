import {
  checkClassWeight,
  countTargets,
  type LabelledTraining,
  type Prediction,
  prepareRows,
  resolveClassWeights,
  softmax,
  toPrediction,
} from '@graftjs/classifier'
import type { Classifier, EvaluateOptions, Evaluation, PictureExample, RowSource } from './contract'
import { evaluatePictures } from './evaluate-pictures'
import { openSaved } from './open-saved'
import { type PictureWarning, pictureInput } from './picture-input'
import { finetuned, TaughtClassifier, type Viewing } from './taught-classifier'
import type { CommonOptions, LoadOptions } from './teach-options'

export interface FinetuneOptions<Label extends string>
  extends CommonOptions,
    LabelledTraining<PictureExample<Label>, Label> {}

const answer = <Label extends string>(labels: readonly Label[], logits: Float32Array): Prediction<Label> =>
  toPrediction(labels, softmax(logits))

/**
 * A pretrained network that has learnt the labels of your pictures.
 *
 *     const classifier = await ImageClassifier.finetune('EfficientNet-Lite0', { train: rows })
 *     await classifier.predict('cat.jpg') // { label: 'cat', score: 0.99, scores: { … } }
 */
export class ImageClassifier<Label extends string = string>
  extends TaughtClassifier<Label, Prediction<Label>, Evaluation<Label>>
  implements Classifier<Label>
{
  /**
   * Teaches a pretrained network, named by folder, bundled name or Hugging Face id, your labels: first a linear head on
   * its features, then, where there are enough pictures, all of its layers. What is not given is chosen by the pictures,
   * and `training.choices` says why. The same rows, options and machine give the same bits.
   *
   * @throws GraftError `invalid-data` naming the row, `invalid-option` naming the option, `not-found` for the model,
   *   `device-unavailable`, `file-access` for the checkpoint folder, `invalid-file` for a damaged model or where no
   *   checkpoint can be read, `aborted`, `not-finite`.
   */
  static async finetune<Label extends string>(
    model: string,
    options: FinetuneOptions<Label>,
  ): Promise<ImageClassifier<Label>> {
    const parts = await finetuned(model, options, 'single_label_classification', async () => {
      const { train, validation, seed = 1, classWeight, signal } = options
      const given = await prepareRows<PictureExample<Label>, PictureWarning>(pictureInput, {
        ...{ train, validation, seed, signal },
      })
      const { labels } = given
      checkClassWeight(classWeight, labels)
      return {
        given,
        labelsOf: ({ label }: PictureExample<Label>) => [label],
        targetsOf: (rows: readonly PictureExample<Label>[]) => {
          const { targets, sizes } = countTargets(rows, labels)
          return { targets: { kind: 'one' as const, of: targets }, sizes }
        },
        weightsOf: (sizes: Float64Array) => resolveClassWeights(classWeight, labels, sizes),
        answer: (logits: Float32Array) => answer(labels, logits),
        evaluate: evaluatePictures<Label>,
        summary: ({ report }: Evaluation<Label>) => ({
          ...{ loss: report.logLoss, accuracy: report.accuracy.value, macroF1: report.f1.macro.value },
        }),
      }
    })
    return new ImageClassifier({ ...parts, report: parts.validation?.report })
  }

  /**
   * Opens a classifier that `save` wrote, or any Hugging Face folder (or id) of a supported type with labels.
   *
   * @throws GraftError `not-found`, `invalid-file`, `unsupported`, `device-unavailable`.
   */
  static async load(model: string, { device = 'auto' }: LoadOptions = {}): Promise<ImageClassifier> {
    const opened = await openSaved(model, device, {
      problem: 'single_label_classification',
      answer,
      finetune: 'ImageClassifier.finetune(name, { train })',
    })
    return new ImageClassifier(opened)
  }

  /**
   * Predicts labelled pictures and measures the result.
   *
   * @throws GraftError `invalid-data` naming the row; `invalid-option`; `aborted`.
   */
  async evaluate(
    rows: RowSource<PictureExample<Label>>,
    options?: EvaluateOptions<Label> & Viewing,
  ): Promise<Evaluation<Label>> {
    return evaluatePictures(this.answeringFor(options), rows, options)
  }
}
