import { Command } from 'cmdk'
import { Dialog } from 'radix-ui'
import { connect, misfit, refuseWiresFrom, type Wire } from '#core/index.ts'
import { useAppContext } from '../app.ts'
import { useApp, useAppStore } from '../store/store.ts'
import { afterClosing } from '../ui/afterClosing.ts'
import { labelOf, nameOf, titleOf } from './names.ts'
import { portsShown } from './ports.ts'
import { makeRoom } from './room.ts'

/** Wires a node by keyboard: every input there is, with the reason where it cannot be taken. */
export function WirePicker() {
  const app = useAppContext()
  const store = useAppStore()
  const hand = useApp((state) => state.wireInHand)
  const doc = useApp((state) => state.doc)
  const compiled = useApp((state) => state.results.compiled)
  if (hand === null) return null
  const close = () => store.getState().show({ wireInHand: null })
  const refuse = refuseWiresFrom(doc, hand.source)
  const arriving = Map.groupBy(doc.edges, ({ target }) => target)
  const choices = doc.nodes.flatMap((node) => {
    const ports = node.id === hand.source ? [] : portsShown(doc, node)
    return ports.map((port) => {
      const wire: Wire = { source: hand.source, target: node.id, targetHandle: port }
      const taken = arriving.get(node.id)?.find(({ targetHandle }) => targetHandle === port)
      return {
        node,
        port,
        wire,
        taken,
        refusal: refuse(wire),
        unfit: misfit(compiled, wire),
      }
    })
  })
  const choose = (wire: Wire) => {
    close()
    store.getState().edit((before) => makeRoom(before, connect(before, wire)))
    afterClosing(() => app.canvas.current?.focusNode(wire.target))
  }
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="float-list" aria-describedby={undefined}>
          <Dialog.Title className="float-title">Wire {nameOf(doc, hand.source)} to…</Dialog.Title>
          <Command label="Inputs">
            <Command.Input placeholder="Find an input" />
            <Command.List>
              <Command.Empty>No input by this name.</Command.Empty>
              {choices.map(({ node, port, wire, taken, refusal, unfit }) => (
                <Command.Item
                  key={`${node.id} ${port}`}
                  value={`${labelOf(node)} ${titleOf(node)} ${port} ${node.id}`}
                  disabled={refusal !== null}
                  onSelect={() => choose(wire)}
                >
                  <b>{labelOf(node)}</b>
                  <span className="dim">
                    {titleOf(node)} · {port}
                  </span>
                  <span className={refusal === null && unfit === null ? 'dim' : 'err'}>
                    {refusal?.message ??
                      unfit ??
                      (taken === undefined ? 'free' : `replaces ${nameOf(doc, taken.source)}`)}
                  </span>
                </Command.Item>
              ))}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
