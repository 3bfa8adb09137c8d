#!/bin/sh
# Run once by the PostgreSQL container, on an empty data folder: a database for each application, owned by a role of
# its own that can reach no other. Every password comes from the environment.
set -eu

for application in beneficiary grants forums gateway; do
    password=$(printenv "$(echo "$application" | tr a-z A-Z)_DATABASE_PASSWORD")
    psql -v ON_ERROR_STOP=1 -v name="$application" -v password="$password" \
        --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name" TEMPLATE template0
    ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C';
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
done

psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --command 'REVOKE ALL ON DATABASE postgres FROM PUBLIC'
