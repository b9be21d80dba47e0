#!/bin/sh
# Run once by the postgres image, as its superuser, when the data folder is new: makes the role that owns and migrates the
# database. It is no superuser; the app's role is made by "migrate" from ConnectionStrings:App.
set -eu
psql --no-psqlrc --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --set=password="$OWNER_PASSWORD" <<'SQL'
create role scheduling_owner login createrole nosuperuser nobypassrls password :'password';
create database scheduling owner scheduling_owner template template0 encoding 'UTF8';
SQL
