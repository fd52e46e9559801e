import { X } from 'lucide-react'
import { useApp } from '../../store/store.ts'
import { Overlaid } from './Charts.tsx'

/** Activations laid over one another, until they are put away. */
export function OverlaySection({ ids }: { ids: readonly string[] }) {
  const show = useApp((state) => state.show)
  return (
    <section className="overlaid" aria-label="Curves over one another">
      <header>
        <h2>Over one another</h2>
        <button
          type="button"
          className="btn square"
          aria-label="Put the curves away"
          onClick={() => show({ overlaid: [] })}
        >
          <X size={16} strokeWidth={1.5} />
        </button>
      </header>
      <Overlaid ids={ids} />
    </section>
  )
}
