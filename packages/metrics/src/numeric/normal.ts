const twoOverRootPi = 1.1283791670955126

/** erfc(x) = 1 − erf(x): a series of positive terms near 0, a continued fraction beyond (DLMF 7.6.2, 7.9.1). */
export function complementaryError(x: number): number {
  if (x < 0) return 2 - complementaryError(-x)
  if (x < 1.5) {
    let term = x
    let sum = x
    for (let n = 1; term > sum * 1e-17; n++) {
      term *= (2 * x * x) / (2 * n + 1)
      sum += term
    }
    return 1 - twoOverRootPi * Math.exp(-x * x) * sum
  }
  if (x > 27.5) return 0
  // x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …))), from the far end inwards.
  let fraction = x
  for (let n = 120; n >= 1; n--) fraction = x + n / 2 / fraction
  return (Math.exp(-x * x) * twoOverRootPi) / 2 / fraction
}

/** P(Z ≤ z) for a standard normal Z. */
export function normalCumulative(z: number): number {
  return complementaryError(-z / Math.SQRT2) / 2
}

/** The z with P(Z ≤ z) = share (Wichura 1988, algorithm AS 241, PPND16). */
export function normalQuantile(share: number): number {
  if (share <= 0) return -Infinity
  if (share >= 1) return Infinity
  const centred = share - 0.5
  if (Math.abs(centred) <= 0.425) {
    const r = 0.180625 - centred * centred
    return (centred * polynomial(r, central.top)) / polynomial(r, central.bottom)
  }
  const r = Math.sqrt(-Math.log(Math.min(share, 1 - share)))
  const region = r <= 5 ? middle : far
  const size = polynomial(r - region.origin, region.top) / polynomial(r - region.origin, region.bottom)
  return centred < 0 ? -size : size
}

/** Coefficients from the highest power down. */
function polynomial(x: number, coefficients: readonly number[]): number {
  let value = 0
  for (const coefficient of coefficients) value = value * x + coefficient
  return value
}

const central = {
  top: [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
    1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  bottom: [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
    687.1870074920579, 42.31333070160091, 1,
  ],
}

const middle = {
  origin: 1.6,
  top: [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
    5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  bottom: [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
    1.6763848301838038, 2.053191626637759, 1,
  ],
}

const far = {
  origin: 5,
  top: [
    2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  bottom: [
    2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
  ],
}
