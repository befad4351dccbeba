/** What the benchmark `quality-core` trains: the same code as this example. */
export { type Mnist, mnistFolder, readMnist } from './digits'
export { common, type RecipeName, recipeNames, recipes } from './recipes'
export { accuracyOf, train } from './train'
