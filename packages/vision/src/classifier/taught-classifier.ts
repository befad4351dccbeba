import {
  BatchClassifier,
  type BatchPredictor,
  type ClassifierParts,
  optionError,
  type PredictOptions,
  type ProblemType,
  type WatchedOptions,
  watchValidation,
} from '@graftjs/classifier'
import { assertModelFolderWritable } from '@graftjs/hub'
import { type TestTimeViews, viewsOfEach } from '../augment/test-time'
import { type SavedParts, saveImageClassifier } from '../export/saved-folder'
import type { PictureSource } from '../pictures/picture-source'
import { pictureInput } from './picture-input'
import { defaultBatchSize, type Predictor } from './predictor'
import { checkTeaching, type ImageTrainingRecord, type Lesson, openForTeaching, teach } from './teach'
import type { CommonOptions } from './teach-options'

/** How a network looks at each picture that it classifies. */
export interface Viewing {
  /**
   * Each picture is seen in several views, whose logits are averaged: `flip`, itself and mirrored, or five or ten crops
   * of it. Usually a little more is right, for as many times the work. Default: as it is, once.
   */
  readonly views?: TestTimeViews
}

/** What a network that knows its labels is made of. */
export interface TaughtParts<Label extends string, Answer, Evaluated> extends SavedParts {
  readonly labels: readonly Label[]
  readonly predictor: Predictor<Answer>
  readonly validation?: Evaluated | undefined
}

/** A pretrained network that has learnt labels of pictures, be it one a picture or any number. */
export abstract class TaughtClassifier<Label extends string, Answer, Evaluated> extends BatchClassifier<
  PictureSource,
  Answer,
  Label,
  PredictOptions & Viewing
> {
  /** How it was trained: settings, losses, history. Undefined for a folder that was loaded. */
  readonly training: ImageTrainingRecord | undefined
  /** How it does on the validation rows, where there were some. Not kept by `save`. */
  readonly validation: Evaluated | undefined

  constructor(private readonly parts: TaughtParts<Label, Answer, Evaluated>) {
    super(answeringPictures(parts.labels, parts.predictor))
    this.training = parts.training
    this.validation = parts.validation
  }

  protected override answeringFor(
    options: Viewing | undefined,
  ): ClassifierParts<PictureSource, Answer, Label> {
    const views = checkViews(options?.views)
    return views === undefined
      ? this.answering
      : { ...this.answering, predictor: this.parts.predictor.seeing(views) }
  }

  /**
   * Writes a Hugging Face folder: `config.json`, `preprocessor_config.json`, `model.safetensors`, `onnx/model.onnx` and a
   * model card. The ONNX file is run and compared before the folder is put in place. An earlier model in the folder is
   * replaced whole.
   *
   * @throws GraftError `file-access` where the folder cannot be written or holds foreign files.
   */
  async save(folder: string): Promise<void> {
    await assertModelFolderWritable(folder)
    await saveImageClassifier(folder, this.parts)
  }

  /** Frees the memory of the compiled model; the classifier is not used again. */
  async close(): Promise<void> {
    await this.parts.predictor.close()
  }
}

const answeringPictures = <Label extends string, Answer>(
  labels: readonly Label[],
  predictor: BatchPredictor<PictureSource, Answer>,
): ClassifierParts<PictureSource, Answer, Label> => ({
  ...{ labels, kind: pictureInput, predictor, batchSize: defaultBatchSize },
})

function checkViews(views: unknown): TestTimeViews | undefined {
  if (views === undefined) return undefined
  const known = Object.keys(viewsOfEach) as TestTimeViews[]
  const found = known.find((name) => name === views)
  if (found) return found
  throw optionError('views', views, `one of ${known.map((name) => `'${name}'`).join(', ')}, or leave it out`)
}

/** What is learnt, and how well it is known. */
interface Subject<Row extends { readonly picture: PictureSource }, Label extends string, Answer, Evaluated>
  extends Omit<Lesson<Row, Label, Answer>, 'measure'> {
  readonly evaluate: (
    parts: ClassifierParts<PictureSource, Answer, Label>,
    rows: readonly Row[],
    options: WatchedOptions,
  ) => Promise<Evaluated>
  /** What the history of the training keeps of an evaluation. */
  readonly summary: (evaluated: Evaluated) => Record<string, number>
}

/** Opens a model, teaches it a subject and evaluates it on the validation rows, where there are some. */
export async function finetuned<
  Row extends { readonly picture: PictureSource },
  Label extends string,
  Answer,
  Evaluated,
>(
  model: string,
  options: CommonOptions,
  problem: ProblemType,
  subjectOf: () => Promise<Subject<Row, Label, Answer, Evaluated>>,
): Promise<TaughtParts<Label, Answer, Evaluated>> {
  const { checkpoint } = await checkTeaching(options)
  const folder = await openForTeaching(model, options)
  const { evaluate, summary, ...lesson } = await subjectOf()
  const { labels } = lesson.given
  const watched = watchValidation(options)
  const judge = (predictor: Predictor<Answer>, rows: readonly Row[]) =>
    evaluate(answeringPictures(labels, predictor), rows, watched)
  const measure = async (predictor: Predictor<Answer>, rows: readonly Row[]) =>
    summary(await judge(predictor, rows))
  const taught = await teach(folder, { ...lesson, measure }, options, checkpoint)
  const { parts, predictor, training } = taught
  const validation = taught.validation.length === 0 ? undefined : await judge(predictor, taught.validation)
  return { ...parts, labels, problem, predictor, training, validation }
}
