/** The learning rate of a step, as a share of the peak: step 0 … `steps` − 1. */
export type Schedule = (step: number, steps: number) => number

export const constantSchedule = (): Schedule => () => 1

/** Rises for the first `warmup` share of the steps, then falls to zero in a straight line. */
export const linearSchedule =
  ({ warmup = 0.1 }: { readonly warmup?: number } = {}): Schedule =>
  (step, steps) => {
    const rising = Math.round(warmup * steps)
    return step < rising
      ? (step + 1) / (rising + 1)
      : Math.max(0, (steps - step) / Math.max(1, steps - rising))
  }
