import { formatNumber, formatRange } from '../number'
import { emptyCell } from '../table'
import { drawCharts } from './draw-charts'
import { drawExamples } from './draw-examples'
import { escapeText } from './escape'
import type { Section } from './section'

/** The markup of one section. */
export function drawSection(section: Section): string {
  const title = section.title === undefined ? '' : `<h2>${escapeText(section.title)}</h2>\n`
  const lead = section.lead === undefined ? '' : `<p class="lead">${escapeText(section.lead)}</p>\n`
  return `<section class="${section.kind}">\n${title}${lead}${drawBody(section)}\n</section>`
}

type Drawers = { readonly [K in Section['kind']]: (section: Extract<Section, { kind: K }>) => string }

const drawers: Drawers = {
  prose: ({ paragraphs }) => paragraphs.map((text) => `<p>${escapeText(text)}</p>`).join('\n'),
  figures: ({ figures }) => list('figures', figures.map(drawFigure)),
  table: ({ table }) => drawTable(table),
  charts: ({ charts }) => drawCharts(charts),
  examples: ({ examples }) => drawExamples(examples),
  warnings: ({ warnings }) => list('warnings', warnings.map(escapeText)),
  settings: ({ settings }) => drawSettings(settings),
}

function drawBody<K extends Section['kind']>(section: Extract<Section, { kind: K }>): string {
  const draw: Drawers[K] = drawers[section.kind as K]
  return draw(section)
}

function list(name: string, items: readonly string[]): string {
  return `<ul class="${name}">\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</ul>`
}

function drawFigure({
  name,
  value,
  interval,
  digits = 3,
  note,
}: SectionOf<'figures'>['figures'][number]): string {
  return [
    `<span class="name">${escapeText(name)}</span>`,
    `<span class="value">${escapeText(typeof value === 'string' ? value : formatNumber(value, digits))}</span>`,
    interval === undefined ? '' : `<span class="interval">${formatRange(interval, digits)}</span>`,
    note === undefined ? '' : `<span class="note">${escapeText(note)}</span>`,
  ].join('')
}

function drawTable({ columns, rows, rules = [], note }: SectionOf<'table'>['table']): string {
  const side = columns.map(({ kind = 'text' }) => (kind === 'text' ? '' : ` class="${kind}"`))
  const head = columns.map(({ title }, at) => `<th scope="col"${side[at]}>${clamped(title)}</th>`).join('')
  const body = rows.map((row, index) => {
    const cells = columns.map(({ kind }, at) => {
      const cell = row[at] ?? emptyCell
      const text = kind === 'estimate' ? estimate(cell) : clamped(cell)
      return at === 0 ? `<th scope="row"${side[at]}>${text}</th>` : `<td${side[at]}>${text}</td>`
    })
    return `<tr${rules.includes(index) ? ' class="ruled"' : ''}>${cells.join('')}</tr>`
  })
  const remark = note === undefined ? '' : `\n<p class="note">${escapeText(note)}</p>`
  return `<div class="scroll"><table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table></div>${remark}`
}

/** The interval of an estimate is a part of its own, which may stand below where there is no room beside. */
function estimate(text: string): string {
  const start = text.indexOf(' [')
  if (start < 0) return escapeText(text)
  const range = escapeText(text.slice(start + 1))
  return `${escapeText(text.slice(0, start))} <span class="range">${range}</span>`
}

/** A name of a paragraph's length is cut to three lines; the whole of it is its tooltip. */
function clamped(text: string): string {
  const escaped = escapeText(text)
  return text.length > 80 ? `<span class="long" title="${escaped}">${escaped}</span>` : escaped
}

function drawSettings(settings: SectionOf<'settings'>['settings']): string {
  const rows = Object.entries(settings).filter(([, value]) => value !== undefined)
  const items = rows.map(
    ([name, value]) =>
      `<div><dt>${escapeText(name)}</dt><dd>${escapeText(value === null ? emptyCell : String(value))}</dd></div>`,
  )
  return `<dl class="settings">\n${items.join('\n')}\n</dl>`
}

type SectionOf<K extends Section['kind']> = Extract<Section, { kind: K }>
