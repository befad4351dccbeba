import { CustomChart, HeatmapChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, MarkLineComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { escapeText } from '../html/escape'
import { oneLine } from '../plain-text'
import { darkRules, palette } from './palette'
import { measureText } from './typeface'

echarts.use([
  LineChart,
  HeatmapChart,
  CustomChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  SVGRenderer,
])

// So that what the library lays out by the width of its text is laid out for any reader's typeface.
echarts.setPlatformAPI({ measureText })

/** How large a picture is, in CSS pixels. A chart has its own default height for a width. */
export interface ChartSize {
  /** Default 560. Below 420 a chart drops what does not fit a telephone. */
  readonly width?: number
  readonly height?: number
}

export interface Drawing {
  readonly width: number
  readonly height: number
  /** What the picture is, for a reader who cannot see it. */
  readonly title: string
  /** What it shows, in a sentence with the figures that matter. */
  readonly description: string
  /** ECharts' option. */
  readonly option: Readonly<Record<string, unknown>>
  /** Labels that were shortened: the short form to the whole one, which becomes the label's tooltip. */
  readonly wholeLabels?: ReadonlyMap<string, string>
}

export const fontFamily =
  "Inter,ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
export const fontSize = 12

/**
 * Draws one picture to SVG text that opens alone, in light and dark, with no script and no outside request.
 * The same drawing gives the same bytes: ECharts' running ids are replaced by a hash of the content.
 */
export function draw(drawing: Drawing): string {
  const { width, height } = drawing
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily, fontSize, color: palette.muted.light },
      ...drawing.option,
    })
    return finish(chart.renderToSVGString(), drawing)
  } finally {
    chart.dispose()
  }
}

function finish(raw: string, drawing: Drawing): string {
  const body = withTooltips(bare(raw), drawing.wholeLabels)
  const title = escapeText(oneLine(drawing.title))
  const description = escapeText(oneLine(drawing.description))
  const id = `graft-${contentHash(`${title}\n${description}\n${body}`)}`
  const { width, height } = drawing
  const content = [
    `<title id="${id}-title">${title}</title>`,
    `<desc id="${id}-text">${description}</desc>`,
    `<rect width="${width}" height="${height}" fill="${palette.ground.light}"/>`,
    inTags(body, (tag) => tag.replaceAll('zr-id-', `${id}-`)),
  ].join('\n')
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" id="${id}" width="${width}" height="${height}"`,
    ` viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-text"`,
    ` font-family="${fontFamily}" font-size="${fontSize}">\n`,
    `<style>#${id} text{font-variant-numeric:tabular-nums}${darkRules(content, `#${id}`)}</style>\n`,
    `${content}\n</svg>\n`,
  ].join('')
}

/** The drawing inside ECharts' SVG, without its shell, hover styles, hydration marks and running ids. */
function bare(raw: string): string {
  const drawing = raw
    .replace(/^<svg[^>]*>\s*/, '')
    .replace(/^<rect [^>]*fill="none"><\/rect>\s*/, '')
    .replace(/<style\s*>[\s\S]*?<\/style>\s*/g, '')
    .replace(/<\/svg>\s*$/, '')
    .replace(/<(path|rect|circle)([^<>]*)><\/\1>/g, '<$1$2/>')
    .trim()
  return inTags(drawing, (tag) =>
    tag
      .replace(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, '')
      .replace(/font-family:[^;"]*;?/g, '')
      .replace(`font-size:${fontSize}px;`, '')
      .replace(' style=""', '')
      .replace(/\bzr\d+-/g, 'zr-id-')
      .replace(/\d+\.\d{3,}/g, (digits) => String(Number(Number(digits).toFixed(2)))),
  )
}

/** Changes the tags only: text between them is the reader's, already escaped, and stays as it is. */
function inTags(svg: string, change: (tag: string) => string): string {
  return svg.replace(/<[^>]*>/g, change)
}

function withTooltips(svg: string, wholeLabels: ReadonlyMap<string, string> = new Map()): string {
  const whole = new Map(
    [...wholeLabels].map(([short, name]) => [escapeText(short), escapeText(oneLine(name))]),
  )
  return svg.replace(/(<text[^>]*>)([^<]*)(<\/text>)/g, (all, open: string, text: string, close: string) => {
    const name = whole.get(text)
    return name === undefined || name === text ? all : `${open}<title>${name}</title>${text}${close}`
  })
}

/** FNV-1a, 32 bits: an id that depends on nothing but the content. */
function contentHash(content: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < content.length; at += 1) {
    hash = Math.imul(hash ^ content.charCodeAt(at), 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}
