import { asFiniteNumbers, checkNotEmpty, type Numbers } from '../input/column'
import { refuse } from '../input/refuse'
import { sumOf } from '../numeric/sum'

/**
 * exp(−mean log-probability of the tokens): among how many equally likely tokens a language model wavers at each
 * step; 1 is certain and right. Only texts cut into the same tokens compare.
 *
 * @param logProbabilities the natural logarithm of the probability of every token, 0 or less.
 */
export function perplexity(logProbabilities: Numbers): number {
  const values = asFiniteNumbers(logProbabilities, 'logProbabilities')
  checkNotEmpty(values, 'logProbabilities')
  for (let at = 0; at < values.length; at++) {
    if (values[at]! <= 0) continue
    refuse({
      what: `logProbabilities[${at}] is ${values[at]}, the logarithm of more than 1.`,
      where: `logProbabilities[${at}]`,
      fix: 'Pass natural logarithms of probabilities, which are 0 or less.',
      row: at,
    })
  }
  return Math.exp(-sumOf(values) / values.length)
}
