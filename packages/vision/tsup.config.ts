import { defineConfig } from 'tsup'
import { library } from '../../tsup.base'

export default defineConfig(
  library({
    index: 'src/index.ts',
    browser: 'src/browser.ts',
  }),
)
