import { X } from 'lucide-react'
import { useApp, useAppStore } from '../store/store.ts'

/** What the app has to say: shown for a while, read out at once. Errors stay until something succeeds. */
export function Message() {
  const store = useAppStore()
  const message = useApp((state) => state.message)
  const dismiss = () => store.getState().show({ message: null })
  return (
    <div className="message-area" role="status" aria-live="polite">
      {message !== null && (
        <div key={message.nth} className={`message is-${message.tone}`} onAnimationEnd={dismiss}>
          <span>{message.text}</span>
          <button type="button" className="btn square" aria-label="Dismiss" onClick={dismiss}>
            <X size={14} strokeWidth={1.5} />
          </button>
        </div>
      )}
    </div>
  )
}
