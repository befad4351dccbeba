/**
 * ONNX Runtime's rewritings that are left out, in its own spelling. A sum before a layer normalisation, joined with
 * it, takes four times as long, and rounds otherwise where the statistics are not asked for: the same layer would
 * give other bits in training than in inference, and a recomputed one other bits than the first.
 */
export const unwantedOptimizers = 'SkipLayerNormFusion;BiasSkipLayerNormFusion'
