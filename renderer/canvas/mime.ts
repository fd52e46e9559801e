/** What a dragged palette entry carries. */
export const opMime = 'application/x-backprop-op'
