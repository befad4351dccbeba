import {
  averagePrecision,
  bleu,
  chrf,
  confusionMatrix,
  f1,
  type JudgedRankings,
  judgeRankings,
  logLoss,
  meanAveragePrecision,
  ndcg,
  recallAt,
  rocAuc,
  rougeL,
  rougeN,
  wordErrorRate,
} from '@graftjs/metrics'
import { asColumns, asMaps, listLength, makeLists } from './lists'
import { makeRows } from './rows'
import { makeTexts } from './texts'

/** What a peer needs to read to do the same: arrays by the name of their file, and texts. */
interface Shared {
  readonly arrays: Readonly<Record<string, Uint8Array | Float64Array | Int32Array>>
  readonly texts?: { readonly predicted: readonly string[]; readonly references: readonly string[] }
}

/** Input that several cases have in common, and what computes each of them. */
interface Prepared {
  readonly shared: Shared
  readonly ours: Readonly<Record<string, () => unknown>>
}

function ofRows(): Prepared {
  const rows = makeRows()
  const { truth, scores, predicted, classes, guesses } = rows
  return {
    shared: { arrays: { ...rows } },
    ours: {
      'ROC AUC': () => rocAuc(truth, scores),
      'average precision': () => averagePrecision(truth, scores),
      'confusion matrix': () => confusionMatrix(classes, guesses),
      'log loss': () => logLoss(truth, scores),
      F1: () => f1(truth, predicted),
      'macro F1': () => f1(classes, guesses, { average: 'macro' }),
    },
  }
}

function ofLists(): Prepared {
  const lists = makeLists()
  const { relevant, ranked } = asMaps(lists)
  return {
    shared: { arrays: { ...lists } },
    ours: { 'NDCG, MAP, recall': () => threeMeasures(judgeRankings(relevant, ranked)) },
  }
}

function ofListsInArrays(): Prepared {
  const lists = makeLists()
  const { relevant, ranked } = asColumns(lists)
  return {
    shared: { arrays: { ...lists } },
    ours: { 'the same of arrays': () => threeMeasures(judgeRankings(relevant, ranked)) },
  }
}

function threeMeasures(rankings: JudgedRankings): number[] {
  return [ndcg, meanAveragePrecision, recallAt].map((measure) => measure(rankings, { k: listLength }).mean)
}

function ofTexts(): Prepared {
  const texts = makeTexts()
  const { predicted, references } = texts
  return {
    shared: { arrays: {}, texts },
    ours: {
      BLEU: () => bleu(predicted, references),
      chrF: () => chrf(predicted, references),
      ROUGE: () => [
        rougeN(predicted, references, { n: 1 }).f1,
        rougeN(predicted, references, { n: 2 }).f1,
        rougeL(predicted, references).f1,
      ],
      WER: () => wordErrorRate(predicted, references),
    },
  }
}

export const inputs = {
  rows: ofRows,
  lists: ofLists,
  listsInArrays: ofListsInArrays,
  texts: ofTexts,
} satisfies Record<string, () => Prepared>

export type InputName = keyof typeof inputs

interface Case {
  readonly input: InputName
  /** The arrays of the input that it reads. */
  readonly reads: readonly string[]
  /** Who else does it, as `peers/metrics/speed.py` calls them. */
  readonly peers: readonly string[]
}

const ofSklearn = (...reads: string[]): Case => ({ input: 'rows', reads, peers: ['scikit-learn'] })
const ofRanx = (input: InputName, peer: string): Case => ({
  input,
  reads: ['ranked', 'relevant', 'grades'],
  peers: [peer],
})
const ofText = (peer: string): Case => ({ input: 'texts', reads: [], peers: [peer] })

export const cases: Readonly<Record<string, Case>> = {
  'ROC AUC': ofSklearn('truth', 'scores'),
  'average precision': ofSklearn('truth', 'scores'),
  'confusion matrix': ofSklearn('classes', 'guesses'),
  'log loss': ofSklearn('truth', 'scores'),
  F1: ofSklearn('truth', 'predicted'),
  'macro F1': ofSklearn('classes', 'guesses'),
  'NDCG, MAP, recall': ofRanx('lists', 'ranx'),
  'the same of arrays': ofRanx('listsInArrays', 'ranx (arrays)'),
  BLEU: ofText('sacreBLEU'),
  chrF: ofText('sacreBLEU'),
  ROUGE: ofText('rouge-score'),
  WER: ofText('jiwer'),
}
