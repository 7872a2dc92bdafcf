// Which rows of a long list are drawn: rows of one height, a few more than are seen.
export interface Window {
  from: number; // first row drawn
  to: number; // behind the last row drawn
  before: number; // height of the rows above, in pixels
  after: number; // height of the rows below
}

export function windowOf(scrollTop: number, viewHeight: number, rowHeight: number, count: number, more = 12): Window {
  // In steps of half of what is drawn beyond sight, so that scrolling by a few rows draws nothing anew.
  const step = Math.max(1, Math.floor(more / 2)), seen = Math.floor(Math.max(0, scrollTop) / rowHeight), first = seen - (seen % step);
  const from = Math.max(0, Math.min(first, count) - more);
  const to = Math.min(count, first + step + Math.ceil(viewHeight / rowHeight) + more);
  const last = Math.max(from, to);
  return { from, to: last, before: from * rowHeight, after: Math.max(0, count - last) * rowHeight };
}
