export const TO_STAFF_SIGN_IN = '307 /staff/sign-in';

/** Who asks the web. `owner` is the customer whose connection and attempt stand in the address, `stranger` another one. */
export const ROLES = ['anonymous', 'owner', 'stranger', 'viewer', 'support', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What somebody gets: status and where it leads. `does`: something of ours is changed by it; else nothing may be. */
export type Cell = string | { does: string };
export type Row = Readonly<Record<Role, Cell>>;

export const FORBIDDEN = ['307 /staff/forbidden', '307 /staff/forbidden', '307 /staff/forbidden'] as const;
export const STAFF = ['viewer', 'support', 'operator', 'admin'] as const;

export const everybody = (cell: Cell): Row => ({
  anonymous: cell,
  owner: cell,
  stranger: cell,
  viewer: cell,
  support: cell,
  operator: cell,
  admin: cell,
});
/** Customers only; a member of staff is nobody here. */
export const customers = (others: Cell, owner: Cell, stranger: Cell = owner): Row => ({
  ...everybody(others),
  owner,
  stranger,
});
/** Staff only, in the order of their roles; a customer is nobody here. */
export const staff = (others: Cell, cells: readonly [Cell, Cell, Cell, Cell]): Row => ({
  ...everybody(others),
  ...Object.fromEntries(STAFF.map((role, at) => [role, cells[at] ?? ''])),
});
/** A page of admins alone. */
export const admins = (path: string): Row =>
  staff(`${TO_STAFF_SIGN_IN}?return=${path}`, [...FORBIDDEN, '200']);
export const alike = (cell: Cell) => [cell, cell, cell, cell] as const;

export const does = (answer: string): Cell => ({ does: answer });
export const NO_SUCH_METHOD = everybody('405');

/** A page: asked for with POST it is shown, and nothing is done. */
export const page = (row: Row) => ({ GET: row, POST: row });
/** A form's handler: an address typed or restored does nothing and leads on. */
export const form = (address: string, post: Row) => ({ GET: everybody(`303 ${address}`), POST: post });
export const readOnly = (row: Row) => ({ GET: row, POST: NO_SUCH_METHOD });
