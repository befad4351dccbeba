import type { ArchivedPicture } from '../archived-picture'
import { byCodeUnit, kindOfName, ListingBuilder, type PictureListing } from './listing'

/** An entry of an archive, as its directory tells it. */
export interface Member extends Omit<ArchivedPicture, 'archive'> {
  /** Why it cannot be listed, whatever its name is. */
  readonly refused?: string
}

/** Lists the members of an archive: below what all of them lie in, the first folder is the class. */
export function listMembers(
  archive: string,
  members: readonly Member[],
  close?: () => Promise<void>,
): PictureListing {
  const found = new ListingBuilder()
  const usable: Member[] = []
  for (const member of members) {
    const base = member.name.split('/').at(-1)!
    const reason = leadsOut(member.name) ? 'its path leads out of the archive' : member.refused
    if (reason !== undefined) found.leaveOut(shown(member.name), reason)
    else if (base.startsWith('.') || member.name.includes('__MACOSX/') || kindOfName(base) === 'other')
      found.ignore()
    else if (kindOfName(base) === 'unreadable') found.leaveOut(member.name, 'of a format that is not read')
    else usable.push(member)
  }
  const depth = commonDepth(usable)
  for (const { name, offset, length, stored } of usable.sort((a, b) => byCodeUnit(a.name, b.name))) {
    const label = partsOf(name)[depth]
    if (partsOf(name).length <= depth + 1 || label === undefined)
      found.leaveOut(name, 'in no folder that tells its class')
    else found.add({ archive, name, offset, length, stored }, label)
  }
  return found.finish(close)
}

const partsOf = (name: string) => name.split('/').filter((part) => part !== '' && part !== '.')

/** How many folders are the same for all, leaving at least one to tell classes apart. */
function commonDepth(members: readonly Member[]): number {
  const folders = members.map(({ name }) => partsOf(name).slice(0, -1)).filter(({ length }) => length > 1)
  const [first] = folders
  if (!first || folders.length < members.length) return 0
  let depth = 0
  while (folders.every((parts) => parts.length > depth + 1 && parts[depth] === first[depth])) depth++
  return depth
}

/** Absolute, on another drive, or upwards. */
function leadsOut(name: string): boolean {
  return /^([/\\]|[a-z]:)/i.test(name) || name.split(/[/\\]/).includes('..') || name.includes('\0')
}

const shown = (name: string) => JSON.stringify(name).slice(1, -1).slice(0, 300)
