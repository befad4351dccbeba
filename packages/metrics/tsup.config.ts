import { defineConfig } from 'tsup'
import { library } from '../../tsup.base'

export default defineConfig(
  library(
    { index: 'src/index.ts' },
    {
      noExternal: ['@graftjs/base'],
      esbuildOptions(options) {
        // From its sources, of which only those that are needed come along: the build as a whole names Node's modules.
        options.conditions = ['graft:source']
      },
    },
  ),
)
