/** A picture inside of a zip or tar archive, as plain data: where its bytes lie. */
export interface ArchivedPicture {
  /** The archive's path. */
  readonly archive: string
  /** Its path in the archive. */
  readonly name: string
  /** Of its bytes in a tar, of its own header in a zip. */
  readonly offset: number
  /** How many bytes are stored. */
  readonly length: number
  readonly stored: 'plain' | 'zip-plain' | 'zip-deflated'
}

export const isArchived = (value: object): value is ArchivedPicture => 'archive' in value && 'stored' in value

/** What a message calls it. */
export const nameOf = ({ archive, name }: ArchivedPicture) => `${archive} → ${name}`
