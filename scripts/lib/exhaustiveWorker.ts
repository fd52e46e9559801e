// One thread of npm run exhaustive: every `threads`-th block of inputs of one function.

import { parentPort, workerData } from 'node:worker_threads'
import * as scalar from '#core/scalar/index.ts'
import { Oracle } from './oracle.ts'

const { numbers, pow: _, ...definitions } = scalar

/** What one thread is to do. */
export interface Share {
  name: keyof typeof definitions
  /** Every how many-th float32 is taken. */
  stride: number
  thread: number
  threads: number
}

const blockSize = 2 ** 18

async function work({ name, stride, thread, threads }: Share): Promise<void> {
  const definition = definitions[name]
  const oracle = new Oracle(name)
  const total = Math.ceil(2 ** 32 / stride)
  const bits = new Uint32Array(blockSize)
  const inputs = new Float32Array(bits.buffer)
  // While the oracle reads one, the other is filled.
  const buffers = [new Float32Array(blockSize), new Float32Array(blockSize)] as const
  let given: Promise<void> = Promise.resolve()
  for (let block = thread; block * blockSize < total; block += threads) {
    const from = block * blockSize
    const count = Math.min(blockSize, total - from)
    const results = ((block / threads) & 1 ? buffers[1] : buffers[0]).subarray(0, count)
    for (let i = 0; i < count; i++) bits[i] = (from + i) * stride
    for (let i = 0; i < count; i++) results[i] = definition(numbers, inputs[i] ?? 0)
    await given
    given = oracle.give(from * stride, stride, results)
  }
  await given
  parentPort?.postMessage(await oracle.findings())
}

await work(workerData as Share)
