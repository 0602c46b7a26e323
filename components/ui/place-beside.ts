const GAP = 6;
const EDGE = 8;

type Box = { left: number; top: number; bottom: number; width: number };
type Size = { width: number; height: number };

/** Where a popup stands: above what it explains, below where there is no room, and always inside the window. */
export function placeOf(anchor: Box, popup: Size, window: Size): { left: number; top: number } {
  const centred = anchor.left + anchor.width / 2 - popup.width / 2;
  const above = anchor.top - GAP - popup.height;
  return {
    left: Math.max(EDGE, Math.min(centred, window.width - popup.width - EDGE)),
    top: above < EDGE ? anchor.bottom + GAP : above,
  };
}

/** Puts a popup there. By the style object: a style attribute in markup is refused by our policy. */
export function placeBeside(popup: HTMLElement, anchor: HTMLElement): void {
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  const place = placeOf(anchor.getBoundingClientRect(), popup.getBoundingClientRect(), { width, height });
  popup.style.left = `${place.left}px`;
  popup.style.top = `${place.top}px`;
}
