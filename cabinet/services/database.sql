-- What each database needs; included by bootstrap.sql for `cabinet` and for template1.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS unaccent;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE cabinet_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO cabinet_app;
ALTER DEFAULT PRIVILEGES FOR ROLE cabinet_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO cabinet_app;
