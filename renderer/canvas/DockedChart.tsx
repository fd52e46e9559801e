import { lazy, Suspense, useDeferredValue } from 'react'
import { useApp } from '../store/store.ts'
import { useShown } from './staged.ts'

const DockedFigure = lazy(async () => ({
  default: (await import('../panels/inspector/DockedFigure.tsx')).DockedFigure,
}))

/**
 * The chart under a node's card. The selected node's follows every frame; the others may lag, so
 * that scrubbing stays as quick with many charts as with one.
 */
export function DockedChart({ id, width }: { id: string; width: number }) {
  const results = useShown()
  const selected = useApp((state) => state.selectedNodes.has(id))
  const late = useDeferredValue(results)
  const shown = selected ? results : late
  return (
    <section className="docked-chart nowheel" data-revision={shown.revision}>
      <Suspense fallback={null}>
        <DockedFigure id={id} results={shown} width={width} />
      </Suspense>
    </section>
  )
}
