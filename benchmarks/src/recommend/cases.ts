/** What is measured, and on which choices. */
export const cases = {
  als: {
    choices: 'large',
    about: 'seconds of an iteration of implicit ALS, 64 factors, 3 steps of conjugate gradients',
  },
  'item-knn': { choices: 'large', about: 'seconds of a fit, cosine, 20 neighbours' },
  bpr: { choices: 'large', about: 'seconds of an epoch, 64 factors, one thread' },
  'top-k': { choices: 'large', about: 'seconds for the ten best of all items for all users, 64 factors' },
  'top-k-engine': { choices: 'large', about: 'the same, the products by the ONNX engine' },
  svd: { choices: 'ratings', about: 'seconds of a fit, 100 factors, 20 epochs' },
  ease: { choices: 'small', about: 'seconds of a fit, 1,682 items' },
} as const satisfies Record<string, { choices: 'large' | 'small' | 'ratings'; about: string }>

export type CaseName = keyof typeof cases

export const caseNames = Object.keys(cases).filter((name): name is CaseName => name in cases)
