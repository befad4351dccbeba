import { basename } from 'node:path'
import { type PictureSource, type ZeroShotClassifier, zeroShot } from '@graftjs/vision'
import { type Arguments, picturesIn } from './arguments'
import { type DrawingName, draw, drawings } from './draw'

/** One line a picture: what it most probably shows, and how probable each label is. */
export async function* classify({ model, pictures, labels }: Arguments & { readonly model: string }) {
  if (pictures === undefined) {
    const names = Object.keys(drawings) as DrawingName[]
    const classifier = await zeroShot(names, { model })
    yield* lines(
      classifier,
      names.map((name) => ({ name: `a drawn ${name}`, picture: draw(name) })),
    )
    return
  }
  const classifier = await zeroShot(labels, { model })
  const paths = await picturesIn(pictures)
  yield* lines(
    classifier,
    paths.map((path) => ({ name: basename(path), picture: path })),
  )
}

async function* lines<Label extends string>(
  classifier: ZeroShotClassifier<Label>,
  pictures: readonly { readonly name: string; readonly picture: PictureSource }[],
) {
  try {
    for (const { name, picture } of pictures) {
      const { scores } = await classifier.predict(picture)
      const ranked = classifier.labels.toSorted((a, b) => scores[b] - scores[a]).slice(0, 3)
      yield `${name}: ${ranked.map((label) => `${label} ${(100 * scores[label]).toFixed(1)} %`).join(', ')}`
    }
  } finally {
    await classifier.close()
  }
}
