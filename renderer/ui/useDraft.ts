import { useEffect } from 'react'
import { useAppStore } from '../store/store.ts'

/** Tells the window whether a field holds a text that would be taken and is not yet. */
export function useDraft(isHeld: boolean): void {
  const store = useAppStore()
  useEffect(() => (isHeld ? store.getState().holdDraft() : undefined), [isHeld, store])
}
