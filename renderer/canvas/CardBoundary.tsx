import { Component, type ReactNode } from 'react'

interface Props {
  /** When this changes, drawing is tried again. */
  readonly revision: unknown
  readonly children: ReactNode
}

interface State {
  readonly error: Error | null
  readonly revision: unknown
}

/** A card that fails to draw shows its error; the other cards do not notice. */
export class CardBoundary extends Component<Props, State> {
  override state: State = { error: null, revision: this.props.revision }

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.revision === state.revision ? null : { error: null, revision: props.revision }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <p className="card-error" role="alert">
        This card could not be drawn: {error.message}
      </p>
    )
  }
}
