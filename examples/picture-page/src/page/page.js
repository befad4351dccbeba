import { PageClassifier } from './classify.js'

const opened = PageClassifier.open('model')
const input = document.querySelector('#file')
const shown = document.querySelector('#shown')
const answers = document.querySelector('#answers')

/** For programs that drive the page. */
window.classify = async (file) => (await opened).classify(file)

input.addEventListener('change', async () => {
  const [file] = input.files
  if (!file) return
  URL.revokeObjectURL(shown.src)
  shown.src = URL.createObjectURL(file)
  shown.hidden = false
  try {
    answers.replaceChildren(...(await window.classify(file)).map(line))
  } catch (error) {
    answers.textContent = String(error)
  }
})

function line({ label, score }) {
  const item = document.createElement('li')
  const meter = Object.assign(document.createElement('meter'), { value: score })
  item.append(label, ` ${(100 * score).toFixed(1)} %`, meter)
  return item
}
