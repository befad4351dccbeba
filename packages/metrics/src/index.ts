/** Probabilities that come true: calibration of scores. */
export * from './calibration'
/** How good is a classifier: measures of labels and of probabilities, and the report of them all. */
export * from './classification'
/** How good are clusters, with and without a truth, and embeddings. */
export * from './clustering'
/** How sure: intervals and paired tests. */
export * from './confidence'
/** Sets and intervals that hold the truth as often as promised. */
export * from './conformal'
/** How well is found what is in images, and how alike are two. */
export * from './images'
/** What goes in: columns, labels, matrices of scores. */
export * from './input'
/** How good is a classifier where a row may have any number of labels. */
export * from './multilabel'
/** How good is an order of items: search results, recommendations. */
export * from './ranking'
/** What recommendations do beside being right: coverage, diversity, novelty, fairness. */
export * from './recommendation'
/** How far off are predicted numbers, and how much do they explain. */
export * from './regression'
/** Which settings: searches over any evaluation. */
export * from './search'
/** What to learn from and what to judge by. */
export * from './selection'
/** Any measure that adds up, of rows that come in parts: accumulators that merge. */
export * from './streams'
/** How good are texts and tags: translations, summaries, answers, transcripts, entities. */
export * from './text'
/** Where worker threads are asked. */
export * from './workers'
