import type { OpDef } from './op.ts'

/** The most inputs that an op of any number of them takes. */
export const variadicLimit = 64

const isVariadic = (op: OpDef): boolean => op.kind === 'computed' && op.variadic

/** Which of an open list of ports a name is: 1 for `tensors.1`; −1 where it is none. */
function placeOf(op: OpDef, port: string): number {
  const [name, digits] = [op.ports[0] ?? '', /^(?:0|[1-9]\d?)$/.exec(port.split('.')[1] ?? '')]
  const at = digits === null || port !== `${name}.${digits[0]}` ? -1 : Number(digits[0])
  return at < variadicLimit ? at : -1
}

/** The name of an op's input number `at`. */
export const portName = (op: OpDef, at: number): string =>
  isVariadic(op) ? `${op.ports[0]}.${at}` : op.ports[at]!

/** Whether an op has an input of this name. */
export function hasPort(op: OpDef, port: string): boolean {
  return isVariadic(op) ? placeOf(op, port) >= 0 : (op.ports as readonly string[]).includes(port)
}

/**
 * The inputs of one node, in order, by the ports at which its wires end: those of its row; or of
 * any number, as many as the last that is wired, and one where none is.
 */
export function portsOf(op: OpDef, wired: Iterable<string>): readonly string[] {
  if (!isVariadic(op)) return op.ports
  let last = 0
  for (const port of wired) last = Math.max(last, placeOf(op, port))
  return Array.from({ length: last + 1 }, (_, at) => portName(op, at))
}

/** The input that a card offers beside those it has, where its op takes any number; else `null`. */
export function openPort(op: OpDef, ports: readonly string[]): string | null {
  return isVariadic(op) && ports.length < variadicLimit ? portName(op, ports.length) : null
}
