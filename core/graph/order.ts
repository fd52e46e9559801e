/** Ids that all lie on loops with each other, and one such loop among them, walked with the flow. */
export interface Loop {
  readonly members: readonly string[]
  readonly path: readonly string[]
}

/** An order in which everything comes after what it needs, and the loops that stand in the way. */
export interface Order {
  readonly order: readonly string[]
  readonly loops: readonly Loop[]
}

/**
 * Orders ids so that each follows its inputs; where the given order already does, it is kept.
 *
 * Walks with a stack of its own: a chain of any length is a loop, not a recursion.
 *
 * @errors none; an edge that closes a loop is left out of the order, and the loops are returned.
 */
export function topologicalOrder(
  ids: readonly string[],
  inputsOf: (id: string) => readonly string[],
): Order {
  const order: string[] = []
  let closed = false
  const state = new Map<string, 'open' | 'done'>()
  for (const start of ids) {
    if (state.has(start)) continue
    const stack = [{ id: start, inputs: inputsOf(start), next: 0 }]
    state.set(start, 'open')
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!
      const input = top.inputs[top.next++]
      if (input === undefined) {
        state.set(top.id, 'done')
        order.push(top.id)
        stack.pop()
      } else if (state.get(input) === 'open') closed = true
      else if (!state.has(input)) {
        state.set(input, 'open')
        stack.push({ id: input, inputs: inputsOf(input), next: 0 })
      }
    }
  }
  return { order, loops: closed ? findLoops(order, inputsOf) : [] }
}

/**
 * The sets of ids that reach each other, found in time linear in the edges.
 *
 * @source Kosaraju and Sharir: a second walk, against the first, that starts from its end.
 */
function findLoops(
  order: readonly string[],
  inputsOf: (id: string) => readonly string[],
): readonly Loop[] {
  const pairs = order.flatMap((id) => inputsOf(id).map((input) => ({ id, input })))
  const consumers = groupBy(pairs, ({ input }) => input)
  const seen = new Set<string>()
  const loops: Loop[] = []
  for (const start of order.toReversed()) {
    if (seen.has(start)) continue
    seen.add(start)
    const members = [start]
    for (let at = 0; at < members.length; at++)
      for (const { id } of consumers.get(members[at]!) ?? [])
        if (!seen.has(id)) {
          seen.add(id)
          members.push(id)
        }
    if (members.length > 1 || inputsOf(start).includes(start))
      loops.push({ members, path: walkLoop(members, inputsOf) })
  }
  return loops
}

/** Walks against the flow from the first member until an id comes again, and returns that round. */
function walkLoop(
  members: readonly string[],
  inputsOf: (id: string) => readonly string[],
): readonly string[] {
  const inside = new Set(members)
  const walked = new Map<string, number>()
  let id = members[0]!
  while (!walked.has(id)) {
    walked.set(id, walked.size)
    id = inputsOf(id).find((input) => inside.has(input))!
  }
  return [...walked.keys()].slice(walked.get(id)).toReversed()
}

/** Items by a key of theirs, in their order. */
export function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}

/** Everything that can be reached from `from` by `next`, itself included. */
export function reachable(
  from: readonly string[],
  next: (id: string) => readonly string[],
): ReadonlySet<string> {
  const seen = new Set(from)
  const queue = [...from]
  for (let id = queue.pop(); id !== undefined; id = queue.pop())
    for (const other of next(id))
      if (!seen.has(other)) {
        seen.add(other)
        queue.push(other)
      }
  return seen
}
