/** The header in which proxy.ts tells a page its own address: Next does not tell a layout. A caller's own is replaced. */
export const PAGE_ADDRESS_HEADER = 'x-page-address';
