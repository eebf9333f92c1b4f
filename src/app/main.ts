/** The command line: finds the command, runs it, and turns what happened into an exit status. */
import { CommanderError } from 'commander'
import { NoroshiError } from '../core/error.ts'

const EXIT_FAILED = 1
const EXIT_WRONG_USAGE = 2

// `noroshi decode … | head` ends the reader before the writer; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

// The association's machine never loads code that could read a flow: sharing is a program of its own.
const isSharing = process.argv[2] === 'hub' || process.argv[2] === 'sync'

try {
  const { createProgram } = isSharing
    ? await import('./sharing-program.ts')
    : await import('./program.ts')
  const program = await createProgram(process.argv[2])
  await program.parseAsync()
} catch (error) {
  process.exitCode = report(error)
}

/** The only place where an error becomes an exit status. */
function report(error: unknown): number {
  // Commander has already said what is wrong, or printed the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_WRONG_USAGE
  if (!(error instanceof NoroshiError)) {
    console.error(error)
    console.error(
      'noroshi: this is a fault in Noroshi itself; please report it with the lines above.',
    )
    return EXIT_FAILED
  }
  console.error(`noroshi: ${error.message} [${error.code}]`)
  return error.code === 'OPTION_INVALID' ? EXIT_WRONG_USAGE : EXIT_FAILED
}
