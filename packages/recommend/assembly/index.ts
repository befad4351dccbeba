// Everything that is compiled into src/kernels/generated/kernels.ts. Every kernel does tasks `first` … `last − 1`,
// which are independent of each other unless it says so; `scratch` is memory that no other thread uses.
// The plain twins are in src/kernels/plain. After a change run `pnpm --filter @graftjs/recommend run kernels`.
export { solveByCholesky } from './cholesky'
export { solveByGradients } from './conjugate-gradient'
export { elasticNet, rowProducts } from './elastic-net'
export { drawSamples, learnEmbeddings } from './embeddings'
export { gramBlocks, gramSum } from './gram'
export { learnChoices } from './logistic-rows'
export { learnMachine } from './machines'
export { nearestRows } from './neighbours'
export { learnPairs } from './pairwise'
export { sortLists, takeProducts } from './products'
export { learnRatings } from './ratings'
export { markEntries } from './sampling'
export { addProducts, sweepColumns, sweepPivot, sweepTiles } from './sweep'
export { packItems, topScores } from './top-scores'
export { countColumns, scatterColumns } from './transpose'
