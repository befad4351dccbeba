import type { Kernels } from '../kernels'
import { solveByCholesky } from './cholesky'
import { solveByGradients } from './conjugate-gradient'
import { elasticNet, rowProducts } from './elastic-net'
import { drawSamples, learnEmbeddings } from './embeddings'
import { gramBlocks, gramSum } from './gram'
import { learnChoices } from './logistic-rows'
import { learnMachine } from './machines'
import { nearestRows } from './neighbours'
import { learnPairs } from './pairwise'
import { sortLists, takeProducts } from './products'
import { learnRatings } from './ratings'
import { markEntries } from './sampling'
import { addProducts, sweepColumns, sweepPivot, sweepTiles } from './sweep'
import { packItems, topScores } from './top-scores'
import { countColumns, scatterColumns } from './transpose'
import { viewsOf } from './views'

/** The plain twins on a memory: they read as the papers do, and work where there are no vector instructions. */
export function plainKernels(buffer: SharedArrayBuffer): Kernels {
  const views = viewsOf(buffer)
  return {
    gramBlocks: gramBlocks(views),
    gramSum: gramSum(views),
    solveByGradients: solveByGradients(views),
    solveByCholesky: solveByCholesky(views),
    nearestRows: nearestRows(views),
    rowProducts: rowProducts(views),
    elasticNet: elasticNet(views),
    learnPairs: learnPairs(views),
    drawSamples: drawSamples(views),
    learnEmbeddings: learnEmbeddings(views),
    markEntries: markEntries(views),
    learnChoices: learnChoices(views),
    learnMachine: learnMachine(views),
    learnRatings: learnRatings(views),
    packItems: packItems(views),
    topScores: topScores(views),
    takeProducts: takeProducts(views),
    sortLists: sortLists(views),
    addProducts: addProducts(views),
    sweepPivot: sweepPivot(views),
    sweepColumns: sweepColumns(views),
    sweepTiles: sweepTiles(views),
    countColumns: countColumns(views),
    scatterColumns: scatterColumns(views),
  }
}
