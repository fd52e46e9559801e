import { X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type ReactNode, useRef } from 'react'
import { useApp, useAppStore } from '../store/store.ts'
import type { Overlay } from '../store/view.ts'

/** A dialog that floats over the window while the store says so. */
export function FloatDialog({
  name,
  title,
  children,
}: {
  readonly name: Exclude<Overlay, null>
  readonly title: string
  readonly children: ReactNode
}) {
  const store = useAppStore()
  const open = useApp((state) => state.overlay === name)
  const opener = useRef<Element | null>(null)
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => !next && store.getState().show({ overlay: null })}
    >
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content
          className="float-list"
          aria-describedby={undefined}
          onOpenAutoFocus={() => {
            opener.current = document.activeElement
          }}
          // It is opened by a key, and has no trigger to give the keyboard back to.
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            if (opener.current instanceof HTMLElement) opener.current.focus({ preventScroll: true })
          }}
        >
          <Dialog.Title className="float-title">{title}</Dialog.Title>
          {children}
          <Dialog.Close className="btn square close" aria-label="Close" title="Close (Esc)">
            <X size={16} strokeWidth={1.5} />
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
