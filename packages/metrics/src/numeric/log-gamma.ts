const halfLogTwoPi = 0.9189385332046728

/** ln Γ(x) for x > 0: Stirling's series after stepping up to where it converges to double precision. */
export function logGamma(x: number): number {
  if (x === 1 || x === 2) return 0
  let argument = x
  let product = 1
  while (argument < 15) product *= argument++
  const inverse = 1 / argument
  const square = inverse * inverse
  const series =
    inverse *
    (1 / 12 -
      square *
        (1 / 360 -
          square *
            (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - square * (691 / 360360 - square / 156))))))
  return (argument - 0.5) * Math.log(argument) - argument + halfLogTwoPi + series - Math.log(product)
}

/** ln of the binomial coefficient "n over k". */
export function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)
}
