import type { Column } from '../input/column'
import type { Label } from '../input/label-index'
import type { ScoreMatrix } from '../input/score-matrix'
import { averageOneVsRest, type OneVsRestOptions } from './one-vs-rest'
import { areaUnderRoc } from './roc-auc'

/**
 * The area under the ROC curve of every class against the others, averaged. Equals scikit-learn's
 * `roc_auc_score(multi_class="ovr")`; scores need not sum to 1 here.
 *
 * @throws GraftError `invalid-data` where a class has no row in truth (under `macro`), or all rows are of one.
 */
export function multiclassRocAuc<L extends Label>(
  truth: Column<L>,
  scores: ScoreMatrix,
  options: OneVsRestOptions<L> = {},
): number {
  return averageOneVsRest(truth, scores, options, areaUnderRoc)
}
