import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Answer, Question } from '../../src/app/bench/store/statistics.ts'

/**
 * The same questions to nfdump. It has no count of distinct clients, so the third is what an operator
 * would type: one line for each client and endpoint, counted and sorted by the usual tools.
 */
const COMMANDS: Readonly<Record<Question, (file: string) => string>> = {
  serversByOctets: (file) =>
    `nfdump -r '${file}' -q -N -6 -n 10 -s dstip/bytes -o csv | tail -n +2 | awk -F, '{print "-", $5, "-", $10}'`,
  endpointsByOctets: (file) =>
    `nfdump -r '${file}' -q -N -6 -n 10 -A proto,dstip,dstport -O bytes -o 'fmt:%pr %da %dp %byt'`,
  endpointsByClients: (file) =>
    `nfdump -r '${file}' -q -N -6 -A proto,srcip,dstip,dstport -o 'fmt:%pr %da %dp' |
     awk '{clients[$0]++} END {for (endpoint in clients) print endpoint, clients[endpoint]}' | sort -k4,4nr | awk 'NR <= 10'`,
}

export async function askNfdump(question: Question, file: string): Promise<readonly Answer[]> {
  const command = COMMANDS[question](file)
  const { stdout } = await promisify(execFile)('bash', ['-c', `set -o pipefail; ${command}`])
  return stdout.trim().split('\n').map(parseLine)
}

function parseLine(line: string): Answer {
  const [protocol, address, port, value] = line.trim().split(/\s+/)
  return {
    address: address!,
    ...(protocol === '-' ? {} : { protocol: Number(protocol), port: Number(port) }),
    value: Number(value),
  }
}
