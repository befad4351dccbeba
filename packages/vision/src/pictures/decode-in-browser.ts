import { badPicture, checkPicture, type DecodeOptions, type Limits, limitsOf } from './check-picture'
import type { Picture } from './picture'
import { download, load, type PictureSource } from './picture-source'
import { fromChannels, type RgbaPixels } from './raw-pixels'

/** Something that a canvas can draw: another canvas, an `ImageBitmap`, an image element that has loaded. */
interface Drawable {
  readonly width: number
  readonly height: number
}

/** As in Node; strings are addresses, relative to the page; canvases, bitmaps and image elements too. */
export type BrowserPictureSource = PictureSource | Drawable

/** The parts of the browser that are used here; TypeScript declares them for browsers only. */
interface Bitmap extends Drawable {
  close(): void
}

interface Context2d {
  fillStyle: string
  fillRect(x: number, y: number, width: number, height: number): void
  drawImage(image: Drawable, x: number, y: number): void
  getImageData(x: number, y: number, width: number, height: number): RgbaPixels
}

declare const createImageBitmap: (
  source: Blob,
  options: { imageOrientation: 'from-image'; colorSpaceConversion: 'none' },
) => Promise<Bitmap>

declare const OffscreenCanvas: new (
  width: number,
  height: number,
) => { getContext(kind: '2d', options: { willReadFrequently: boolean }): Context2d | null }

/**
 * Decodes a picture by the browser's own decoders, to what `decodePicture` gives in Node: 8-bit RGB, upright, on white,
 * colour profiles left alone. TIFF is for most browsers no picture.
 *
 * @throws GraftError as in Node
 */
export async function decodePicture(
  source: BrowserPictureSource,
  options: DecodeOptions = {},
): Promise<Picture> {
  const limits = limitsOf(options)
  if (isDrawable(source)) return drawn(source, options.name ?? 'a canvas', limits)
  const loaded = await load(source, options, limits, (place) =>
    typeof place === 'object' && 'archive' in place
      ? Promise.reject(
          badPicture(place.name, 'A browser reads no archives.', 'Unpack it first.', 'unsupported'),
        )
      : download(String(place), options, limits),
  )
  if (loaded.kind === 'picture') return loaded.picture
  const { bytes, name } = loaded
  checkPicture(bytes, name, limits)
  const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]), {
    imageOrientation: 'from-image',
    colorSpaceConversion: 'none',
  }).catch((cause: unknown) => {
    const what = `The picture cannot be decoded: ${String(cause)}.`
    throw badPicture(name, what, 'Take it out, or copy it again.', undefined, cause)
  })
  try {
    return drawn(bitmap, name, limits)
  } finally {
    bitmap.close()
  }
}

function isDrawable(source: BrowserPictureSource): source is Drawable {
  return typeof source === 'object' && 'width' in source && !('pixels' in source) && !('data' in source)
}

function drawn(image: Drawable, name: string, { maxPixels }: Limits): Picture {
  const { width, height } = image
  const context =
    width * height > 0 && width * height <= maxPixels
      ? new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
      : null
  if (!context) {
    throw badPicture(
      name,
      `The picture has ${width} × ${height} pixels.`,
      'Make it smaller, or raise maxPixels.',
    )
  }
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, width, height)
  context.drawImage(image, 0, 0)
  return fromChannels(width, height, context.getImageData(0, 0, width, height).data, 4)
}
