-- Roles, database and extensions, as the superuser. Run as often as you like.
-- Passwords come from the environment, so that they are on no command line and in no process list.
\set ON_ERROR_STOP on
\getenv owner_password CABINET_OWNER_PASSWORD
\getenv app_password CABINET_APP_PASSWORD
\getenv backup_password CABINET_BACKUP_PASSWORD
SET client_min_messages = warning;

SELECT format('CREATE ROLE %I', name)
  FROM unnest(ARRAY['cabinet_owner', 'cabinet_app', 'cabinet_mairie', 'cabinet_backup']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

-- Owns the tables and runs the migrations. With row_security off, a migration that a policy would filter fails
-- loudly instead of touching no row.
ALTER ROLE cabinet_owner LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE cabinet_owner SET row_security = off;
-- Everything else: owns nothing, bypasses nothing.
ALTER ROLE cabinet_app LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app_password';
-- The mairie's requests take this role for the time of a transaction (SET LOCAL ROLE).
ALTER ROLE cabinet_mairie NOLOGIN NOSUPERUSER NOBYPASSRLS;
GRANT cabinet_mairie TO cabinet_app;
-- pg_dump only: any other role would write an empty backup without a word.
ALTER ROLE cabinet_backup LOGIN BYPASSRLS NOSUPERUSER PASSWORD :'backup_password';
GRANT pg_read_all_data TO cabinet_backup;

SELECT 'CREATE DATABASE cabinet OWNER cabinet_owner TEMPLATE template0 ENCODING ''UTF8'''
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'cabinet')
\gexec
REVOKE ALL ON DATABASE cabinet FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE cabinet TO cabinet_app;
GRANT CONNECT ON DATABASE cabinet TO cabinet_backup;

-- template1 as well: the databases that tests create are copies of it.
\connect template1
\ir database.sql
\connect cabinet
\ir database.sql
