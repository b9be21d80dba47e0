-- Of the installation and no clinic's: the last run of each job, and whether messages may leave.

create table job_runs (
    name text not null,
    started_at timestamptz not null,
    ended_at timestamptz,
    done int,
    error text,
    failures_in_a_row int not null,
    constraint pk_job_runs primary key (name)
);

-- One row. What of it a dump takes along is compared with what no dump takes along.
create table sending_control (
    one boolean not null default true,
    system_identifier text,
    database_id bigint not null,
    timeline text,
    -- The transaction that wrote the row, as a value; a row that was loaded from a dump was written by another.
    written_in bigint not null,
    beat_at timestamptz not null,
    held_since timestamptz,
    held_why text,
    released_at timestamptz,
    released_by text,
    constraint pk_sending_control primary key (one),
    constraint ck_sending_control_one check (one),
    constraint ck_sending_control_held check ((held_since is null) = (held_why is null))
);

-- Where this database is: the server it was made on, its own number there, and the server's timeline. Null where the server doesn't tell.
create function database_place(out system_identifier text, out database_id bigint, out timeline text) language plpgsql stable as $$
begin
    select oid into database_id from pg_database where datname = current_database();
    begin
        select s.system_identifier::text into system_identifier from pg_control_system() s;
    exception when others then
        system_identifier := null;
    end;
    begin
        select substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) into timeline;
    exception when others then
        timeline := null;
    end;
end $$;
