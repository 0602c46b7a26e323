#!/bin/sh
# Runs once, when the database's volume is empty: the roles of the product, their passwords, the database.
set -eu
psql() { command psql -v ON_ERROR_STOP=1 -q -U postgres "$@"; }
psql -f /product/roles.sql
for role in owner web vault jobs; do
  # the password goes by the environment into a variable of psql, never into an argument
  PASSWORD="$(cat "/run/secrets/${role}_password")" psql <<SQL
\\getenv password PASSWORD
ALTER ROLE connect_${role} PASSWORD :'password';
SQL
done
psql <<'SQL'
CREATE DATABASE connect_wise OWNER connect_owner;
REVOKE ALL ON DATABASE connect_wise FROM PUBLIC;
GRANT CONNECT ON DATABASE connect_wise TO connect_web, connect_vault, connect_jobs;
SQL
