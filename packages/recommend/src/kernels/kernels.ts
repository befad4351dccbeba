import type { ElasticNetKernels } from './contract/elastic-net'
import type { EmbeddingKernels } from './contract/embeddings'
import type { LeastSquaresKernels } from './contract/least-squares'
import type { LogisticKernels } from './contract/logistic-rows'
import type { NeighbourKernels } from './contract/neighbours'
import type { PairwiseKernels } from './contract/pairwise'
import type { RatingKernels } from './contract/ratings'
import type { SweepKernels } from './contract/sweep'
import type { TopScoreKernels } from './contract/top-scores'
import type { TransposeKernels } from './contract/transpose'

/**
 * What `assembly/` exports and `plain/` says again in plain TypeScript, bit for bit. A kernel does its tasks
 * `first` … `last − 1`; what each of them reads and writes does not depend on the others, unless it says so.
 * Every array is given by its address: the `byteOffset` of a view on the kernels' memory. Matrices are row-major.
 * `scratch` is the address of memory that only the calling thread uses.
 *
 * A new kernel is a method of an interface in `contract/`, a function in `assembly/` (exported by its `index.ts`), its
 * twin in `plain/` (a line in its `index.ts`), and a test that runs `both`. A new family of them is a line here.
 */
export interface Kernels
  extends LeastSquaresKernels,
    NeighbourKernels,
    ElasticNetKernels,
    PairwiseKernels,
    EmbeddingKernels,
    LogisticKernels,
    RatingKernels,
    TopScoreKernels,
    SweepKernels,
    TransposeKernels {}

export type KernelName = keyof Kernels
