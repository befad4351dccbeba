import type { TrainingRecord as SharedRecord } from '@graftjs/classifier'
import type { FinetuneSettings } from './settings'

/** How a classifier was trained: enough to judge it, and to do it again. */
export type TrainingRecord = SharedRecord<FinetuneSettings>
