import { type Tensor, tensor } from '#core/eager/index.ts'
import type { Nested } from '#core/tensor/storage.ts'

/** Something that holds in sorix and here: what is run, and what must come of it. */
export interface Fact {
  /** One sentence, without its full stop. */
  readonly says: string
  /** The file of sorix's that told us. */
  readonly from: string
  readonly run: () => unknown
  /** Numbers within 1e-6 of each other; a pattern for a text. */
  readonly want: unknown
}

/** Something that we do otherwise on purpose; `want` is ours. */
export interface Difference extends Fact {
  readonly sorix: string
  readonly why: string
}

/** A float64 leaf that asks for a gradient. */
export const leaf = (data: Nested): Tensor => tensor(data, { dtype: 'float64', requiresGrad: true })

/** Float64 numbers that ask for none. */
export const given = (data: Nested): Tensor => tensor(data, { dtype: 'float64' })

/** The output of `f`, and what its sum owes to each leaf. */
export function through(f: (...leaves: Tensor[]) => Tensor, ...data: Nested[]): Nested[] {
  const leaves = data.map(leaf)
  const y = f(...leaves)
  y.sum().backward()
  return [y.tolist(), ...leaves.map(({ grad }) => grad!.tolist())]
}

/** The message of the error that `run` ends with. */
export function refusal(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing was refused'
}
