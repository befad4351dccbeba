/** Who learns: every algorithm, by the name that its paper gives it. */
export { als } from './algorithms/als'
export { baseline } from './algorithms/baseline'
export { biasedSvd } from './algorithms/biased-svd'
export { bpr } from './algorithms/bpr'
export { coOccurrence, sar } from './algorithms/co-occurrence'
export { contentKnn } from './algorithms/content-knn'
export { ease } from './algorithms/ease'
export { factorizationMachine } from './algorithms/factorization-machine'
export { hybrid } from './algorithms/hybrid'
export { ials } from './algorithms/ials'
export { itemKnn } from './algorithms/item-knn'
export { knnBaseline } from './algorithms/knn-baseline'
export { logisticMf } from './algorithms/logistic-mf'
export { nmf } from './algorithms/nmf'
export { popularity } from './algorithms/popularity'
export { associationRules, sequentialRules } from './algorithms/rules'
export { sessionKnn, stan, vectorSessionKnn } from './algorithms/session-knn'
export { slim } from './algorithms/slim'
export { slopeOne } from './algorithms/slope-one'
export { svdPlusPlus } from './algorithms/svd-plus-plus'
export { userKnn } from './algorithms/user-knn'
export { warp } from './algorithms/warp'
/** How good is it, how sure are we, and beside what. */
export * from './evaluation'
/** What to send to all. */
export { type EveryoneOptions, type ListOf, recommendEveryone } from './everyone/recommend-everyone'
/** What is known of items and users beside their events. */
export * from './features'
/** What there is to learn from: a log of events. */
export * from './interactions'
/** What a list may be asked for: filters, rules, variety, reasons. */
export * from './lists'
/** What was learnt: lists with reasons, to serve, explain and keep. */
export * from './recommender'
/** How to find items quickly among very many. */
export * from './search'
/** What to learn from, what to choose by and what to judge by. */
export * from './splits'
/** With which settings: searches that look at validation only. */
export * from './tuning'
