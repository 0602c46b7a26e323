/** Countries that an address may be in here, by both of their codes: the UK and the EEA, and those of the other rules of Wise. */
const CODES =
  'AU aus AT aut BE bel BG bgr BR bra CA can CH che CY cyp CZ cze DE deu DK dnk EE est ES esp FI fin FR fra GB gbr GR grc ' +
  'HR hrv HU hun ID idn IE irl IL isr IN ind IS isl IT ita JP jpn LI lie LT ltu LU lux LV lva MT mlt MX mex MY mys NL nld ' +
  'NO nor NZ nzl PL pol PT prt RO rou SE swe SG sgp SI svn SK svk US usa';

const BY_ISO3 = new Map(
  [...CODES.matchAll(/(\w{2}) (\w{3})/g)].map(([, iso2 = '', iso3 = '']) => [iso3, iso2]),
);

/** `gbr` → `GB`; undefined for a country that is not known here. */
export const iso2Of = (iso3: string): string | undefined => BY_ISO3.get(iso3);
