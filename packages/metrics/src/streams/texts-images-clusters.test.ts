import { describe } from 'vitest'
import * as clustering from '../clustering'
import * as images from '../images'
import type { Label } from '../input/label-index'
import * as multilabel from '../multilabel'
import { Draws } from '../random/draws'
import * as text from '../text'
import { clusterStreams, imageStreams, multilabelStreams, textStreams } from '.'
import { column, type Family, pick, testPartitions, testTables } from './testing/partitions'

const draws = Draws.from(41)
const labels = ['ham', 'phish', 'spam']
const truth = column(() => labels[draws.below(3)]!)
const guess = column((row) => (draws.uniform() < 0.7 ? truth[row]! : labels[draws.below(3)]!))
const weights = column(() => draws.below(5) / 3 + 0.1)
const probabilities = column((row) => {
  const shares = labels.map((label) => draws.uniform() + (label === truth[row] ? 0.5 : 0))
  const total = shares.reduce((sum, share) => sum + share, 0)
  return shares.map((share) => share / total)
})
const brightness = column(() => draws.below(256))
const blurred = brightness.map((value) => value + draws.normal())
const vectors = column((row) => [guess[row]!.length + draws.normal(), 1000 + draws.normal(), draws.normal()])
const tile = { width: 7, height: 7, range: 255, window: 'uniform' } as const
const tiles = column(() => Array.from({ length: 49 }, () => draws.below(256)))
const noisyTiles = tiles.map((image) => image.map((value) => value + 9 * draws.normal()))
const sets = column(() => labels.filter(() => draws.uniform() < 0.4))
const guessedSets = column(() => labels.filter(() => draws.uniform() < 0.4))
const words = 'the cat sat on a mat and saw two birds'.split(' ')
const sentence = () =>
  Array.from({ length: 1 + draws.below(8) }, () => words[draws.below(words.length)]).join(' ')
const texts = column(sentence)
const references = column((row) => (draws.uniform() < 0.3 ? texts[row]! : [sentence(), sentence()]))
const tags = column(() => Array.from({ length: 6 }, () => ['O', 'B-PER', 'I-PER', 'B-LOC'][draws.below(4)]!))
const guessedTags = tags.map((own) => own.map((tag) => (draws.uniform() < 0.8 ? tag : 'O')))
const logProbabilities = column(() => Math.log(draws.uniform()))
const segmented = () => ({
  ids: Array.from({ length: 12 }, () => 1 + draws.below(3)),
  segments: new Map([1, 2, 3].map((id) => [id, { label: labels[id - 1]! }])),
})
const trueSegments = column(segmented)
const guessedSegments = trueSegments.map(({ ids, segments }) => ({
  ids: ids.map((id) => (draws.uniform() < 0.8 ? id : 1 + draws.below(3))),
  segments,
}))

function withoutTexts({ precision, recall, f1 }: text.RougeScore) {
  return { precision, recall, f1 }
}

const families: Readonly<Record<string, Family>> = {
  'sets of labels': {
    table: multilabelStreams,
    batch: (at) => ({ truth: pick(sets, at), predicted: pick(guessedSets, at), weights: pick(weights, at) }),
    cases: {
      subsetAccuracy: [
        multilabelStreams.subsetAccuracy({ labels }),
        multilabel.subsetAccuracy(sets, guessedSets, { labels, weights }),
      ],
      hammingLoss: [
        multilabelStreams.hammingLoss({ labels }),
        multilabel.hammingLoss(sets, guessedSets, { labels, weights }),
      ],
      multilabelConfusion: [
        multilabelStreams.multilabelConfusion({ labels }),
        multilabel.multilabelConfusion(sets, guessedSets, { labels, weights }),
      ],
      multilabelScores: [
        multilabelStreams.multilabelScores({ labels }),
        multilabel.multilabelScores(sets, guessedSets, { labels, weights }),
      ],
      'multilabelScores by label': [
        multilabelStreams.multilabelScores({ labels, average: 'weighted', beta: 2 }),
        multilabel.multilabelScores(sets, guessedSets, { labels, average: 'weighted', beta: 2, weights }),
      ],
    },
  },
  'scored sets of labels': {
    table: multilabelStreams,
    batch: (at) => ({ truth: pick(sets, at), scores: pick(probabilities, at), weights: pick(weights, at) }),
    cases: {
      labelRankingAveragePrecision: [
        multilabelStreams.labelRankingAveragePrecision({ labels }),
        multilabel.labelRankingAveragePrecision(sets, probabilities, { labels, weights }),
      ],
      coverageError: [
        multilabelStreams.coverageError({ labels }),
        multilabel.coverageError(sets, probabilities, { labels, weights }),
      ],
      labelRankingLoss: [
        multilabelStreams.labelRankingLoss({ labels }),
        multilabel.labelRankingLoss(sets, probabilities, { labels, weights }),
      ],
    },
  },
  texts: {
    table: textStreams,
    batch: (at) => ({ predicted: pick(texts, at), references: pick(references, at) }),
    cases: {
      bleu: [textStreams.bleu(), text.bleu(texts, references)],
      chrf: [textStreams.chrf({ wordOrder: 2 }), text.chrf(texts, references, { wordOrder: 2 })],
      rougeN: [textStreams.rougeN({ n: 2 }), withoutTexts(text.rougeN(texts, references, { n: 2 }))],
      rougeL: [textStreams.rougeL(), withoutTexts(text.rougeL(texts, references))],
      rougeLsum: [textStreams.rougeLsum(), withoutTexts(text.rougeLsum(texts, references))],
      exactMatch: [textStreams.exactMatch(), text.exactMatch(texts, references).mean],
      tokenF1: [textStreams.tokenF1(), text.tokenF1(texts, references).mean],
      wordErrorRate: [textStreams.wordErrorRate(), text.wordErrorRate(texts, references)],
      characterErrorRate: [textStreams.characterErrorRate(), text.characterErrorRate(texts, references)],
    },
  },
  'tags and tokens': {
    table: textStreams,
    batch: (at) => ({
      truth: pick(tags, at),
      predicted: pick(guessedTags, at),
      logProbabilities: pick(logProbabilities, at),
    }),
    cases: {
      entityScores: [textStreams.entityScores(), text.entityScores(tags, guessedTags)],
      perplexity: [textStreams.perplexity(), text.perplexity(logProbabilities)],
    },
  },
  pixels: {
    table: imageStreams,
    exact: true,
    batch: (at) => ({ truth: pick(truth, at), predicted: pick(guess, at) }),
    cases: {
      segmentationScores: [
        imageStreams.segmentationScores({ ignore: 'phish', labels: ['spam', 'ham', 'none'] }),
        images.segmentationScores<Label>(truth, guess, { ignore: 'phish', labels: ['spam', 'ham', 'none'] }),
      ],
    },
  },
  images: {
    table: imageStreams,
    batch: (at) => ({ truth: pick(trueSegments, at), predicted: pick(guessedSegments, at) }),
    cases: {
      panopticQuality: [
        imageStreams.panopticQuality(),
        images.panopticQuality(trueSegments, guessedSegments),
      ],
    },
  },
  'images of one size': {
    table: imageStreams,
    batch: (at) => ({ truth: pick(tiles, at), predicted: pick(noisyTiles, at) }),
    cases: {
      ssim: [
        imageStreams.ssim(tile),
        tiles.reduce((sum, image, at) => sum + images.ssim(image, noisyTiles[at]!, tile), 0) / tiles.length,
      ],
    },
  },
  'values of pixels': {
    table: imageStreams,
    batch: (at) => ({ truth: pick(brightness, at), predicted: pick(blurred, at) }),
    cases: {
      psnr: [imageStreams.psnr({ range: 255 }), images.psnr(brightness, blurred, { range: 255 })],
    },
  },
  'vectors in clusters': {
    table: clusterStreams,
    batch: (at) => ({ vectors: pick(vectors, at), clusters: pick(guess, at) }),
    cases: {
      calinskiHarabasz: [clusterStreams.calinskiHarabasz(), clustering.calinskiHarabasz(vectors, guess)],
    },
  },
  clusters: {
    table: clusterStreams,
    batch: (at) => ({ truth: pick(truth, at), clusters: pick(guess, at) }),
    cases: {
      adjustedRand: [clusterStreams.adjustedRand(), clustering.adjustedRand(truth, guess)],
      randIndex: [clusterStreams.randIndex(), clustering.randIndex(truth, guess)],
      fowlkesMallows: [clusterStreams.fowlkesMallows(), clustering.fowlkesMallows(truth, guess)],
      mutualInformation: [clusterStreams.mutualInformation(), clustering.mutualInformation(truth, guess)],
      normalizedMutualInformation: [
        clusterStreams.normalizedMutualInformation({ mean: 'geometric' }),
        clustering.normalizedMutualInformation(truth, guess, { mean: 'geometric' }),
      ],
      adjustedMutualInformation: [
        clusterStreams.adjustedMutualInformation(),
        clustering.adjustedMutualInformation(truth, guess),
      ],
      homogeneityScores: [clusterStreams.homogeneityScores(), clustering.homogeneityScores(truth, guess)],
    },
  },
}

describe.each(Object.entries(families))('%s', (_, family) => testPartitions(family))

testTables(families)
