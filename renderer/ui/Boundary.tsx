import { Component, type ReactNode } from 'react'

interface Props {
  /** What is guarded, as the sentence about it begins: `This card`. */
  readonly what: string
  /** When this changes, drawing is tried again. */
  readonly revision: unknown
  /** Where the sentence stands: the place that what is guarded would have had. */
  readonly className?: string
  /** What can be done about it. */
  readonly remedy?: ReactNode
  readonly children: ReactNode
}

interface State {
  readonly error: Error | null
  readonly revision: unknown
}

/** What fails to draw shows its error; all around it does not notice. */
export class Boundary extends Component<Props, State> {
  override state: State = { error: null, revision: this.props.revision }

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.revision === state.revision ? null : { error: null, revision: props.revision }
  }

  override render(): ReactNode {
    const { error } = this.state
    const { what, className = '', remedy, children } = this.props
    if (error === null) return children
    return (
      <div className={`undrawn ${className}`} role="alert">
        {what} could not be drawn: {error.message}
        {remedy}
      </div>
    )
  }
}
