import { formatNumber } from '../number'
import { escapeText } from './escape'
import type { Example } from './section'

/** A list of texts with what they are, what they were taken for, and how sure the classifier was. */
export function drawExamples(examples: readonly Example[]): string {
  return `<ol class="examples">\n${examples.map(drawExample).join('\n')}\n</ol>`
}

/** Characters of a text that are shown at once; the rest opens on demand, up to `most`. */
const shown = 360
const most = 4000

function drawExample({ text, truth, prediction, score, note }: Example): string {
  const certainty = score === undefined ? '' : `<span class="score">${formatNumber(score)}</span>`
  const verdict = [
    `<dl class="verdict">`,
    `<div><dt>true</dt><dd>${escapeText(truth)}</dd></div>`,
    `<div><dt>predicted</dt><dd class="${truth === prediction ? 'right' : 'wrong'}">${escapeText(prediction)}${certainty}</dd></div>`,
    `</dl>`,
  ].join('')
  const remark = note === undefined ? '' : `<p class="note">${escapeText(note)}</p>`
  return `<li>${verdict}<div class="text">${drawText(text)}${remark}</div></li>`
}

function drawText(text: string): string {
  const clean = text.trim().replace(/\n{3,}/g, '\n\n')
  if (clean === '') return '<p class="empty">(empty text)</p>'
  if (clean.length <= shown + 80) return `<p>${escapeText(clean)}</p>`
  const cut = clean.lastIndexOf(' ', shown)
  const at = cut > shown / 2 ? cut : shown
  const rest = clean.slice(at, most)
  const end = clean.length > most ? ` … (${clean.length - most} more characters)` : ''
  return `<details><summary>${escapeText(clean.slice(0, at))}<span class="more"> …</span></summary><p>${escapeText(rest + end)}</p></details>`
}
