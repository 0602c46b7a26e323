-- When the result of a disconnect is known, the vault looks whether its notice has been mailed without it. It locks that
-- row, so that a web that claims it at the same moment is not missed; a lock takes a right to update.
GRANT UPDATE ("kind") ON "notices" TO connect_vault;
