import assert from 'node:assert/strict'

const limitMs = 10_000

/** Waits until a claim holds; the last failure is what is reported. */
export async function eventually(claim: () => void | Promise<void>): Promise<void> {
  const deadline = Date.now() + limitMs
  for (;;) {
    try {
      return await claim()
    } catch (error) {
      if (Date.now() > deadline) throw error
      await new Promise((done) => setTimeout(done, 20))
    }
  }
}

/** Waits until what is read is what is wanted; the last answer is what is reported. */
export const reads = <T>(read: () => Promise<T>, wanted: T, what?: string): Promise<void> =>
  eventually(async () => assert.deepEqual(await read(), wanted, what))

/** Waits until something is so. */
export const until = (claim: () => Promise<boolean>, what: string): Promise<void> =>
  reads(claim, true, what)
