/** Style for whoever looks at whole pages: cards below the window are not laid out otherwise (card-row in globals.css). */
export const ALL_LAID_OUT = '.card-row { content-visibility: visible !important; }';
