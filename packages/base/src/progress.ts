/** One message about a long piece of work: what is being done, how far it is, how long it will still take. */
export interface Progress {
  readonly phase: 'prepare' | 'train' | 'validate' | 'evaluate' | 'save'
  /** Steps of this phase that are done, and how many there are. */
  readonly step: number
  readonly steps: number
  readonly epoch?: number
  readonly epochs?: number
  readonly loss?: number
  readonly learningRate?: number
  readonly examplesPerSecond?: number
  readonly secondsLeft?: number
  readonly message?: string
}

export type OnProgress = (progress: Progress) => void
