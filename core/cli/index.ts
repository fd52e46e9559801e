import { check } from './check.ts'
import { golden } from './golden.ts'
import { listOps } from './ops.ts'
import { clean, UsageError } from './output.ts'
import { run } from './run.ts'

const usage = `backprop-canvas — run, check and list, without the window

  backprop-canvas run FILE [--json] [--set ID=JSON]…   values and gradients of a graph
  backprop-canvas check FILE [--json]                  every gradient against central differences
  backprop-canvas golden CASES.json…                   reference cases through the op table
  backprop-canvas ops [--json]                         the op table

Exit status: 0 without an error, 1 with one, 2 for wrong usage.
`

const commands: Readonly<Record<string, (args: string[]) => number>> = {
  run,
  check,
  golden,
  ops: listOps,
}

function main([name, ...args]: string[]): number {
  if (name === undefined || name === '--help' || name === 'help') {
    process.stdout.write(usage)
    return name === undefined ? 2 : 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) throw new UsageError(`There is no command "${name}".`)
  return command(args)
}

// Whoever reads only the first lines closes the pipe: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

try {
  process.exitCode = main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${clean(error.message)}\n\n${usage}`)
  process.exitCode = 2
}
