import { GraftError } from '@graftjs/base'
import { drawSection } from './draw-section'
import { escapeText } from './escape'
import type { Section } from './section'
import { style } from './style'

export interface HtmlReport {
  readonly title: string
  readonly subtitle?: string
  readonly sections: readonly Section[]
  /** A last quiet line, for example which version made the report and when. */
  readonly footer?: string
  /** BCP 47 tag of the language that the texts are in; default `en`. */
  readonly language?: string
}

/**
 * One HTML file that holds everything it shows: it asks for nothing from the network, runs no script (its
 * content security policy forbids both), reads on a telephone, in the dark and on paper. The same input
 * gives the same bytes.
 *
 * @throws GraftError `invalid-option` where there is no title.
 */
export function htmlReport({ title, subtitle, sections, footer, language = 'en' }: HtmlReport): string {
  if (title.trim() === '') {
    throw new GraftError('invalid-option', {
      what: 'A report needs a title.',
      where: 'title',
      fix: 'Pass a short text that says what was measured.',
    })
  }
  return `${[
    '<!doctype html>',
    `<html lang="${escapeText(language)}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeText(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<main>',
    '<header>',
    `<h1>${escapeText(title)}</h1>`,
    ...(subtitle === undefined ? [] : [`<p class="subtitle">${escapeText(subtitle)}</p>`]),
    '</header>',
    ...sections.map(drawSection),
    ...(footer === undefined ? [] : [`<footer>${escapeText(footer)}</footer>`]),
    '</main>',
    '</body>',
    '</html>',
  ].join('\n')}\n`
}
