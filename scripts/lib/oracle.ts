// The oracle of npm run exhaustive: scripts/oracle/oracle.c, compiled when first needed.

import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { installWithApt, mayUseApt } from './apt.mjs'
import { quit, root } from './setup.mjs'

/** What the oracle says of the results it was given; `…At` are the bits of an input. */
export interface Findings {
  inputs: number
  /** Results that are NaN, infinite or 0, whose sign counts too. */
  special: number
  /** Not the nearest float32. */
  wrong: number
  specialWrong: number
  /** How many MPFR had to judge. */
  judged: number
  /** The greatest error in units in the last place, and where. */
  worst: number
  worstAt: number
  /** The first that is wrong. */
  wrongAt: number
}

const source = join(root, 'scripts/oracle/oracle.c')
const binary = join(root, 'node_modules/.cache/oracle/oracle')

/** Compiles the oracle, installing what it needs where this user may. */
export function buildOracle(): void {
  if (!hasTools() && mayUseApt()) {
    console.log('No C compiler with MPFR is installed: installing Debian’s.')
    installWithApt(['gcc', 'libc6-dev', 'libmpfr-dev'])
  }
  if (!hasTools()) quit('The oracle needs a C compiler (gcc) and MPFR (Debian: libmpfr-dev).')
  mkdirSync(join(binary, '..'), { recursive: true })
  const args = ['-O2', '-o', binary, source, '-lmpfr', '-lgmp', '-lm']
  if (spawnSync('gcc', args, { stdio: 'inherit' }).status !== 0)
    quit('The oracle could not be compiled: the reason is above.')
}

function hasTools(): boolean {
  const input = '#include <mpfr.h>\n'
  return spawnSync('gcc', ['-E', '-x', 'c', '-'], { input }).status === 0
}

/** An oracle at work on one function: it is given blocks of results, then asked for its findings. */
export class Oracle {
  readonly #input: Writable
  readonly #answer: Promise<string>

  constructor(name: string, judge: 'quick' | 'exact' = 'quick') {
    const { stdin, stdout } = spawn(binary, [name, judge], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#input = stdin
    this.#answer = text(stdout)
  }

  /** Results for the inputs whose bits are `first + i · stride`; they may be overwritten when this settles. */
  async give(first: number, stride: number, results: Float32Array): Promise<void> {
    await this.#write(Uint32Array.of(first, stride, results.length))
    await this.#write(results)
  }

  #write(array: Uint32Array | Float32Array): Promise<void> {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
    return new Promise((settle, fail) => {
      this.#input.write(bytes, (error) => (error ? fail(error) : settle()))
    })
  }

  async findings(): Promise<Findings> {
    this.#input.end()
    return JSON.parse(await this.#answer) as Findings
  }
}

/** The bits of a float32, and the float32 that bits are. */
export function toBits(x: number): number {
  const view = new DataView(new ArrayBuffer(4))
  view.setFloat32(0, x)
  return view.getUint32(0)
}

export function fromBits(bits: number): number {
  const view = new DataView(new ArrayBuffer(4))
  view.setUint32(0, bits)
  return view.getFloat32(0)
}

/** The findings of several oracles on one function. */
export function joinFindings(all: readonly Findings[]): Findings {
  return all.reduce((a, b) => ({
    inputs: a.inputs + b.inputs,
    special: a.special + b.special,
    wrong: a.wrong + b.wrong,
    specialWrong: a.specialWrong + b.specialWrong,
    judged: a.judged + b.judged,
    worst: Math.max(a.worst, b.worst),
    worstAt: b.worst > a.worst ? b.worstAt : a.worstAt,
    wrongAt: a.wrong + a.specialWrong > 0 ? a.wrongAt : b.wrongAt,
  }))
}
