import type { ReactNode } from 'react'

/** One part of the inspector, under a hairline. */
export function Section({
  title,
  aside,
  children,
}: {
  title?: string
  aside?: ReactNode
  children: ReactNode
}) {
  return (
    <section className="sect" aria-label={title}>
      {title !== undefined && (
        <h3>
          {title}
          {aside !== undefined && <span className="aside">{aside}</span>}
        </h3>
      )}
      {children}
    </section>
  )
}
