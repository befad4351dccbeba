import type { Benchmark, Line, MeasureOptions } from '../benchmark'
import { measureClassify } from './classify'
import { measureInference } from './inference'
import { measureCachedInput, measureInput } from './input'
import { measureProbe } from './probe'
import { measureStarving } from './starving'
import { stepCases } from './steps'

/** The next case is a file and a line. */
const cases: Readonly<Record<string, (options: MeasureOptions) => AsyncGenerator<Omit<Line, 'bench'>>>> = {
  input: measureInput,
  'input-cached': measureCachedInput,
  starving: measureStarving,
  inference: measureInference,
  classify: measureClassify,
  probe: measureProbe,
  ...stepCases,
}

export const vision: Benchmark = {
  about:
    'pictures: the input pipeline against torchvision’s, whether a training waits for it, a linear probe and training steps of four networks against PyTorch’s',
  cases: Object.keys(cases),
  venvs: ['vision'],
  runs: 5,
  measure,
}

async function* measure(options: MeasureOptions): AsyncGenerator<Omit<Line, 'bench'>> {
  for (const [name, run] of Object.entries(cases)) if (options.cases.has(name)) yield* run(options)
}
