const LINK = 'M13.4 18.6l5.2-5.2M14.7 10.2l3-3a5 5 0 0 1 7.1 7.1l-3 3M17.3 21.8l-3 3a5 5 0 0 1-7.1-7.1l3-3';

/** The app's icon as SVG text: a link, in white, on the given colour. */
export function iconSvg(colour: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="${colour}"/><path d="${LINK}" fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round"/></svg>`;
}
