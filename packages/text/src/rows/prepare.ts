import {
  type PrepareOptions,
  prepareRows as prepare,
  type TrainingRows as SharedRows,
} from '@graftjs/classifier'
import type { TextExample } from '../classifier/contract'
import { type TextWarning, textInput } from './text-input'

export type TrainingRows<Label extends string> = SharedRows<TextExample<Label>, Label, TextWarning>

/** Labelled texts, checked, the validation share set aside, with what is notable about them. */
export const prepareRows = <Label extends string>(
  options: PrepareOptions<TextExample<Label>>,
): Promise<TrainingRows<Label>> => prepare(textInput, options)
