let hasMoved = false

/** Said by the router once somebody went from one page to another. */
export function pageLeft(): void {
  hasMoved = true
}

/** True if a new page is to take the focus: not the first one, which the browser reads from its beginning. */
export function takesFocus(): boolean {
  return hasMoved
}
