import { GraftError } from '@graftjs/base'
import { argumentsOf, usage } from './arguments'
import { classify } from './classify'

const given = argumentsOf(process.argv.slice(2))
const { model } = given
if (model === undefined) console.log(usage)
else {
  try {
    for await (const line of classify({ ...given, model })) console.log(line)
  } catch (error) {
    if (!GraftError.isInstance(error)) throw error
    console.error(`${error.message}\n\n${usage}`)
    process.exitCode = 1
  }
}
