import type { Page } from 'playwright-core'

/**
 * What cannot be read in the pictures of a page: texts that are cut off at the edge of their picture, and texts that
 * lie over one another.
 */
export function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(inThePage)
}

// Plain JavaScript, as it runs in the page: this project is compiled without the names of a browser.
const inThePage = `(() => {
  const faults = []
  for (const picture of document.querySelectorAll('svg')) {
    const frame = picture.getBoundingClientRect()
    const texts = [...picture.querySelectorAll('text')]
      .map((each) => ({
        text: [...each.childNodes].at(-1)?.textContent ?? '',
        box: each.getBoundingClientRect(),
        // What leans lies within a box that is larger than it is.
        leans: each.getCTM().b !== 0,
      }))
      .filter(({ box }) => box.width > 0)
    for (const { text, box } of texts) {
      const outside = Math.max(
        frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom,
      )
      if (outside > 1) faults.push(JSON.stringify(text) + ' is cut off')
    }
    const upright = texts.filter(({ leans }) => !leans)
    upright.forEach((a, at) => {
      for (const b of upright.slice(at + 1)) {
        const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left)
        const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top)
        // Line boxes are taller than letters.
        if (across > 1 && down > 4) faults.push(JSON.stringify(a.text) + ' and ' + JSON.stringify(b.text) + ' overlap')
      }
    })
  }
  return faults
})()`
