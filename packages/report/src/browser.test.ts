import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { confusionChart } from './chart/confusion'
import { classificationHtml } from './classification/page'
import { escapeText } from './html/escape'
import { chromium, openInChromium } from './testing/chromium'
import { hostileNames } from './testing/hostile'
import { reportOf } from './testing/reports'

if (chromium === undefined)
  console.warn('No Chromium on this machine (set CHROMIUM to its path): pages are not opened.')

const labels = hostileNames.map((name, index) => `${name} ${index}`)
const page = classificationHtml(reportOf(labels, 800, 4), {
  title: hostileNames[0],
  subtitle: hostileNames[1],
  others: [{ name: hostileNames[3], report: reportOf(labels, 800, 2) }],
  learningCurve: {
    rows: [
      { x: 0, trainingLoss: 1 },
      { x: 9, trainingLoss: 0.1, validationMetric: 0.9 },
    ],
    metricName: hostileNames[0],
  },
  mistakes: hostileNames.map((text) => ({
    text: text.repeat(30),
    truth: text,
    prediction: text,
    score: 0.9,
    note: text,
  })),
  settings: Object.fromEntries(hostileNames.map((name) => [name, name])),
  warnings: hostileNames,
})

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-pages-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function open(name: string, content: string) {
  const path = join(folder, name)
  await writeFile(path, content)
  return openInChromium(path)
}

/** What a browser of that width makes of a page: the page is framed, as no window is narrower than 500 pixels. */
async function measured(html: string, width: number) {
  const { document, console } = await open(
    `frame-${width}.html`,
    `<!doctype html><meta charset="utf-8"><body><iframe style="width:${width}px;height:800px;border:0" srcdoc="${escapeText(html)}"></iframe>
<script>onload = () => {
  const framed = document.querySelector('iframe').contentWindow
  const shown = (selector) => [...framed.document.querySelectorAll(selector)].filter((each) => each.getClientRects().length > 0)
  document.title = JSON.stringify({
    executed: window.executed === true,
    scripts: framed.document.querySelectorAll('script,img,iframe,[onload],[onerror]').length,
    requests: framed.performance.getEntriesByType('resource').length,
    overflow: framed.document.documentElement.scrollWidth - framed.document.documentElement.clientWidth,
    pictures: shown('svg').length,
    widest: Math.max(...shown('h1,h2,p,li,dl,figure,.scroll').map((each) => each.getBoundingClientRect().right)),
    smallest: Math.min(...shown('svg').map((each) => each.getBoundingClientRect().width / each.viewBox.baseVal.width)),
  })
}</script>`,
  )
  const title = /<title>([^<]*)<\/title>/.exec(document.slice(document.lastIndexOf('<title>')))?.[1] ?? '{}'
  return { console, ...JSON.parse(title) }
}

describe.skipIf(chromium === undefined)('in a browser', () => {
  it.each([360, 768, 1280])(
    'a page of hostile names runs nothing, asks for nothing and fits %i pixels',
    async (width) => {
      const result = await measured(page, width)
      expect(result).toMatchObject({
        console: [],
        executed: false,
        scripts: 0,
        requests: 0,
        pictures: 6,
        overflow: 0,
      })
      expect(result.widest).toBeLessThanOrEqual(width)
      expect(result.smallest).toBeGreaterThan(0.85)
    },
  )

  it('what the test looks for is found where it is', async () => {
    const bad =
      '<p style="width:900px">wide</p><img src="http://127.0.0.1:9/x.png"><script>top.executed = true; console.error("seen")</script>'
    const result = await measured(bad, 360)
    expect(result).toMatchObject({ executed: true, scripts: 2, requests: 1 })
    expect(result.overflow).toBeGreaterThan(500)
    expect(result.console.join()).toContain('seen')
  })

  it('a picture opens alone as XML', async () => {
    const svg = confusionChart(
      { labels, matrix: labels.map(() => labels.map((_, at) => at)) },
      { width: 980 },
    )
    const { document, console } = await open('picture.svg', svg)
    expect(document).toContain('<svg')
    expect(document).not.toContain('parsererror')
    expect(console).toEqual([])
    const broken = await open('broken.svg', svg.replace('</svg>', ''))
    expect(broken.document).toContain('parsererror')
  })
})
