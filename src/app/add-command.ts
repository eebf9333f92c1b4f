import type { Command } from 'commander'

/** Subcommands inherit neither exits nor help from their parent when they are made on their own. */
export function addCommand(program: Command, command: Command): void {
  inherit(program, command)
  program.addCommand(command)
}

function inherit(parent: Command, command: Command): void {
  command.copyInheritedSettings(parent)
  for (const child of command.commands) inherit(command, child)
}
