import { AlertDialog } from 'radix-ui'
import { createStore, useStore } from 'zustand'
import type { UnsavedAnswer } from '#core/index.ts'

interface Question {
  readonly title: string
  readonly answer: (answer: UnsavedAnswer) => void
}

const asked = createStore<{ question: Question | null }>(() => ({ question: null }))

/** Asks, in the page, what to do with unsaved changes. */
export function ask(title: string): Promise<UnsavedAnswer> {
  asked.getState().question?.answer('cancel')
  return new Promise((done) => {
    const answer = (given: UnsavedAnswer) => {
      asked.setState({ question: null })
      done(given)
    }
    asked.setState({ question: { title, answer } })
  })
}

/** The question, while there is one. */
export function AskDialog() {
  const { question } = useStore(asked)
  if (question === null) return null
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && question.answer('cancel')}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="scrim" />
        <AlertDialog.Content className="float-list ask">
          <AlertDialog.Title className="float-title">
            Save the changes to “{question.title}”?
          </AlertDialog.Title>
          <AlertDialog.Description className="dim">
            Without saving they are lost.
          </AlertDialog.Description>
          <div className="actions">
            <AlertDialog.Cancel className="btn outline">Cancel</AlertDialog.Cancel>
            <button
              type="button"
              className="btn outline"
              onClick={() => question.answer('discard')}
            >
              Don’t save
            </button>
            <button type="button" className="btn primary" onClick={() => question.answer('save')}>
              Save
            </button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
