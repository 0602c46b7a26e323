/** The older name of /readyz. */
export { GET } from '../../readyz/route';
