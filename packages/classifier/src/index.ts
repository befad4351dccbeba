export { type Prediction, toPrediction } from './prediction'
