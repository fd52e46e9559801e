// A reporter for `node --test` that prints nothing but the closing counts, as JSON.

/** @param {AsyncIterable<{ type: string, data: { file?: string, counts: object } }>} events */
export default async function* counts(events) {
  // One summary comes per file, which names it, and one for the whole run.
  for await (const { type, data } of events)
    if (type === 'test:summary' && data.file === undefined) yield JSON.stringify(data.counts)
}
