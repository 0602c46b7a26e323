const NAMES = /^(etc\/)?(utc|uct|universal|zulu)$/i;

/**
 * @param {string} zone as PostgreSQL shows its setting TimeZone
 * @returns {boolean} whether that is UTC by one of its names; London in winter is not
 */
export function isUtc(zone) {
  return NAMES.test(zone);
}
