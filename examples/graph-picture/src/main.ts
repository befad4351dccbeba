/** Draws the graph of a network's loss and gradients: `npm start -- [FILE]`, by default the one in the documents. */
import { writeFile } from 'node:fs/promises'
import { drawGraph } from './draw'
import { committedPicture } from './picture-file'
import { twoLayers } from './two-layers'

const file = process.argv[2] ?? committedPicture
await writeFile(file, drawGraph(twoLayers()))
console.log(`wrote ${file}`)
