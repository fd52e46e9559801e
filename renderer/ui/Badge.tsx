import { Check, Minus, X } from 'lucide-react'
import './badge.css'

/** A badge: what it says in a word or two, how it looks, and the whole of it. */
export interface BadgeWords {
  readonly tone: 'ok' | 'fail' | 'idle'
  readonly text: string
  readonly title: string
}

const icons = { ok: Check, fail: X, idle: Minus } as const

/** A verdict as a pill: a sign, a word and a colour, so that the colour is never alone. */
export function Badge({ tone, text, title }: BadgeWords) {
  const Icon = icons[tone]
  return (
    <span className={`badge ${tone}`} title={title === '' ? undefined : title}>
      <Icon size={12} strokeWidth={2} aria-hidden="true" />
      {text}
    </span>
  )
}
