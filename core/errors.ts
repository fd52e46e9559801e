/** Every code a problem can carry; the canvas, the command line and the files share them. */
export type ProblemCode =
  | 'not-json'
  | 'not-a-document'
  | 'newer-version'
  | 'unknown-field'
  | 'unknown-op'
  | 'bad-node'
  | 'bad-edge'
  | 'bad-attr'
  | 'duplicate-id'
  | 'dangling-edge'
  | 'second-edge'
  | 'missing-input'
  | 'cycle'
  | 'shape'
  | 'dtype'
  | 'index'
  | 'budget'
  | 'no-root'
  | 'in-place'
  | 'non-finite'

/** One thing that is wrong, said once and shown wherever it matters. */
export interface Problem {
  readonly code: ProblemCode
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly node?: string
  readonly edge?: string
  /** The input port at which it is wrong, where there is one. */
  readonly port?: string
}

/** An error with a code that a user can be shown; everything core throws on purpose is one. */
export class GraphError extends Error {
  readonly code: ProblemCode
  /** Ids of the nodes concerned, in the order in which they matter. */
  readonly nodes: readonly string[]

  constructor(code: ProblemCode, message: string, nodes: readonly string[] = []) {
    super(message)
    this.name = new.target.name
    this.code = code
    this.nodes = nodes
  }
}

/** Shapes, axes or sizes that do not fit; the message shows both sides. */
export class ShapeError extends GraphError {
  constructor(message: string) {
    super('shape', message)
  }
}
