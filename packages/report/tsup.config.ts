import { defineConfig } from 'tsup'
import { library } from '../../tsup.base'

// The chart library is built in (its package weighs 60 MB, the part that draws these pictures 0.6):
// see THIRD-PARTY-NOTICES.md.
export default defineConfig(library({ index: 'src/index.ts' }, { minify: true, treeshake: false }))
