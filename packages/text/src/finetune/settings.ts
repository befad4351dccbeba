import { numberOptions, optionError } from '@graftjs/classifier'

/** The numbers of a fine-tuning, defaults filled in. */
export interface FinetuneSettings {
  readonly epochs: number
  readonly batchSize: number
  readonly learningRate: number
  readonly weightDecay: number
  /** Share of the steps in which the learning rate rises. */
  readonly warmup: number
  /** The gradients' global norm is cut to this; null: it is not. */
  readonly clipNorm: number | null
  /** Tokens of a text that are read. */
  readonly maxLength: number
  readonly seed: number
}

/**
 * The numbers of a fine-tuning, checked.
 *
 * @param modelLength tokens that the model can take; left out while no model is open yet
 * @throws GraftError `invalid-option` naming the option.
 */
export function resolveFinetuneSettings(
  options: Partial<FinetuneSettings>,
  modelLength = Number.POSITIVE_INFINITY,
): FinetuneSettings {
  const { whole, positive, share } = numberOptions<keyof FinetuneSettings>(options)
  const maxLength = whole('maxLength', Math.min(256, modelLength), 3)
  if (maxLength > modelLength)
    throw optionError('maxLength', maxLength, `at most ${modelLength}, the model's own limit`)
  return {
    epochs: whole('epochs', 3, 1),
    batchSize: whole('batchSize', 16, 1),
    learningRate: positive('learningRate', 5e-5, 1),
    weightDecay: share('weightDecay', 0.01),
    warmup: share('warmup', 0.1),
    clipNorm: options.clipNorm === null ? null : positive('clipNorm', 1),
    maxLength,
    seed: whole('seed', 1, Number.MIN_SAFE_INTEGER),
  }
}
