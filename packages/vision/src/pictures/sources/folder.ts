import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { byCodeUnit, kindOfName, ListingBuilder, type PictureListing } from './listing'

/** A folder per class; what lies deeper belongs to the class too. Links are not followed. */
export async function listFolder(root: string, signal?: AbortSignal): Promise<PictureListing> {
  const found = new ListingBuilder()
  for (const entry of await entriesOf(root)) {
    if (entry.name.startsWith('.')) found.ignore()
    else if (entry.isDirectory()) await listClass(join(root, entry.name), entry.name, found, signal)
    else noClass(root, entry, found)
  }
  return found.finish()
}

function noClass(root: string, entry: Dirent, found: ListingBuilder): void {
  const path = join(root, entry.name)
  if (entry.isSymbolicLink()) found.leaveOut(path, 'a link, which is not followed')
  else if (kindOfName(entry.name) === 'other') found.ignore()
  else found.leaveOut(path, 'in no folder that tells its class')
}

async function listClass(
  folder: string,
  label: string,
  found: ListingBuilder,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted()
  for (const entry of await entriesOf(folder)) {
    const path = `${folder}/${entry.name}`
    if (entry.isSymbolicLink()) found.leaveOut(path, 'a link, which is not followed')
    else if (entry.name.startsWith('.')) found.ignore()
    else if (entry.isDirectory()) await listClass(path, label, found, signal)
    else if (!entry.isFile()) found.leaveOut(path, 'no regular file')
    else if (kindOfName(entry.name) === 'picture') found.add(path, label)
    else if (kindOfName(entry.name) === 'unreadable') found.leaveOut(path, 'of a format that is not read')
    else found.ignore()
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries.sort((a, b) => byCodeUnit(a.name, b.name))
}
