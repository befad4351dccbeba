import type { PictureSource } from '../picture-source'

/** A picture and the name of its class. */
export interface ListedPicture {
  readonly picture: PictureSource
  readonly label: string
}

/** Something that was not listed, and why. */
export interface NotListed {
  readonly name: string
  readonly reason: string
}

/** What was found, in the order of the names (of a table: of its rows). */
export interface PictureListing {
  readonly pictures: readonly ListedPicture[]
  /** The labels that occur, in order. */
  readonly labels: readonly string[]
  /** Links, names that lead out of an archive, pictures of formats that are not read, and the like. */
  readonly leftOut: readonly NotListed[]
  /** How many files were passed over that are no pictures by their name, such as texts and hidden files. */
  readonly ignored: number
  /** Removes what was unpacked to read a compressed archive; the pictures cannot be read afterwards. */
  readonly close: () => Promise<void>
}

/** Collects what a source finds. */
export class ListingBuilder {
  readonly #pictures: ListedPicture[] = []
  readonly #labels = new Set<string>()
  readonly #leftOut: NotListed[] = []
  #ignored = 0

  add(picture: PictureSource, label: string): void {
    this.#pictures.push({ picture, label })
    this.#labels.add(label)
  }

  leaveOut(name: string, reason: string): void {
    this.#leftOut.push({ name, reason })
  }

  ignore(): void {
    this.#ignored++
  }

  finish(close: () => Promise<void> = async () => undefined): PictureListing {
    return {
      pictures: this.#pictures,
      labels: [...this.#labels].sort(),
      leftOut: this.#leftOut,
      ignored: this.#ignored,
      close,
    }
  }
}

const readable = /\.(jpe?g|jpe|jfif|png|webp|avif|gif|tiff?)$/i
const unreadable = /\.(svgz?|bmp|heic|heif|jp2|jxl|psd|ico|eps|raw|cr2|nef|dng|pdf)$/i

/** What a file's name says of it. */
export function kindOfName(name: string): 'picture' | 'unreadable' | 'other' {
  if (readable.test(name)) return 'picture'
  return unreadable.test(name) ? 'unreadable' : 'other'
}

/** Text in the order of its code units, the same in every locale. */
export const byCodeUnit = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
