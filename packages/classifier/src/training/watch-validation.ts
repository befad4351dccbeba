import type { OnProgress } from '@graftjs/base'
import type { EvaluateOptions } from '../contract'

/** How to evaluate validation rows during a training: what is reported of it says that training goes on. */
export function watchValidation({
  signal,
  onProgress,
}: {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: OnProgress | undefined
}): Pick<EvaluateOptions, 'signal' | 'onProgress'> {
  return {
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress: (progress) => onProgress({ ...progress, phase: 'validate' }) } : {}),
  }
}
