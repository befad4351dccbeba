import type { ForwardContext, Module, Tensor } from '@graftjs/core'

/** What a model makes of a batch of pictures. */
export interface PictureResult {
  /** `[batch, channels]`: what the head reads, one vector for a picture. */
  readonly features: Tensor
  /** `[batch, labels]` */
  readonly logits: Tensor
}

/**
 * A backbone with a classification head. Its fields may hold functions: give compiled functions `stateOf(model)` and
 * let them close over the model, `withParameters(model, named).forward(pixels, context)`.
 */
export interface PictureClassifier extends Module {
  /** `pixels` are `[batch, 3, height, width]`, float32, as the preprocessor of the model makes them. */
  forward(pixels: Tensor, context?: ForwardContext): PictureResult
}

/** A `config.json`, or another object of a file. */
export type Json = Readonly<Record<string, unknown>>

/** A kind of model as one `config.json` describes it: all that fine-tuning must know of it. */
export interface Architecture {
  /** Its class in Python's transformers, for `architectures` in `config.json`. */
  readonly className: string
  /** Elements of a picture's features. */
  readonly features: number
  /** The pictures' side in pixels that the model was made for. */
  readonly size: number
  /** What `preprocessor_config.json` says where a folder has none. */
  readonly preprocessor: Json
  /** Takes the head's parameters: they start anew for other labels. */
  readonly head: RegExp
  /**
   * The parts of the model from the pixels to the head, by the paths of their parameters, for learning rates that
   * grow towards the head. Every parameter is in one of them, and the last is the head.
   */
  readonly stages: readonly RegExp[]
  /** The model without values yet: `load` or `initialize` gives it some. */
  create(labels: number): PictureClassifier
  /** A published file's name of a tensor as the model's path; undefined for what the model has no place for. */
  pathOf(name: string): string | undefined
}

/** Reads a `config.json`; `where` is its path, for messages. */
export type ReadArchitecture = (config: Json, where: string) => Architecture
