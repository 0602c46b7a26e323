/** Of a library's frame around the reason: "Invalid `prisma.x()` invocation", then where it stands, then why. */
const FRAME = /^\s*Invalid `prisma\./;
const RAW = /^Raw query failed\. Code: `[^`]*`\. Message: `([\s\S]*)`$/;
const IS_OLD = /\b(relation|table|column|type|function|schema|view) \S+ does not exist/i;
const IS_AWAY =
  /Can't reach database server|of the address\b|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|E(HOST|NET)UNREACH|ETIMEDOUT|authentication failed|database \S+ does not exist|timeout exceeded when trying to connect|Connection terminated/i;

/**
 * Why something with the database did not work, and what to do next, for an operator.
 * @param {unknown} error
 * @returns {string} one or two lines
 */
export function failureText(error) {
  const message = error instanceof Error ? error.message : String(error);
  const said = FRAME.test(message)
    ? (
        message
          .trim()
          .split(/\n\s*\n/)
          .at(-1) ?? ''
      ).trim()
    : message;
  const reason = RAW.exec(said)?.[1] ?? said;
  return [reason, nextStep(reason)].filter(Boolean).join('\n');
}

/** @param {string} reason */
function nextStep(reason) {
  if (IS_AWAY.test(reason))
    return (
      'Look whether PostgreSQL runs there, and at the address: MIGRATION_DATABASE_URL for staff:… and db:…, VAULT_DATABASE_URL ' +
      'for all else; where neither is set, npm run db:status.'
    );
  return IS_OLD.test(reason) ? 'Run npm run db:migrate first.' : '';
}
