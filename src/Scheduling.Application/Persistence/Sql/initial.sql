-- What EF cannot say: the allocations and their exclusion constraint, row-level security, look-ups made before a clinic is known.

create table allocations (
    clinic_id uuid not null,
    id uuid not null,
    resource_id uuid not null,
    lane smallint not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    during tstzrange not null generated always as (tstzrange(starts_at, ends_at)) stored,
    live boolean not null default true,
    appointment_id uuid,
    hold_id uuid,
    -- Copied from the hold: a live row at or past it blocks nothing and is cleared by whoever needs the place.
    expires_at timestamptz,
    constraint pk_allocations primary key (clinic_id, id),
    constraint fk_allocations_resource_id foreign key (clinic_id, resource_id) references resources (clinic_id, id),
    constraint fk_allocations_appointment_id foreign key (clinic_id, appointment_id) references appointments (clinic_id, id),
    constraint fk_allocations_hold_id foreign key (clinic_id, hold_id) references holds (clinic_id, id),
    constraint ck_allocations_owner check (num_nonnulls(appointment_id, hold_id) = 1),
    constraint ck_allocations_expiry check ((hold_id is null) = (expires_at is null)),
    -- Empty and infinite ranges slip past an overlap test. The longest allocation bounds how far back a reader must look.
    constraint ck_allocations_during check (isfinite(starts_at) and isfinite(ends_at) and starts_at < ends_at and ends_at <= starts_at + interval '24 hours'),
    constraint ck_allocations_lane check (lane >= 0),
    constraint ex_allocations_no_overlap exclude using gist (clinic_id with =, resource_id with =, lane with =, during with &&) where (live)
);

create index ix_allocations_appointment_id on allocations (clinic_id, appointment_id) where appointment_id is not null;
-- Readers use this one: range operators are not leakproof, so under row-level security they can't drive an index.
create index ix_allocations_resource_starts_at on allocations (clinic_id, resource_id, starts_at) where live;
create index ix_allocations_hold_resource on allocations (clinic_id, resource_id, expires_at) where hold_id is not null;
create index ix_allocations_hold_id on allocations (clinic_id, hold_id) where hold_id is not null;

-- A lane must be within its resource's capacity.
create function check_allocation_lane() returns trigger language plpgsql as $$
begin
    if new.lane >= (select capacity from resources where clinic_id = new.clinic_id and id = new.resource_id) then
        raise exception using errcode = 'check_violation', constraint = 'ck_allocations_lane', message = 'lane outside the capacity of the resource';
    end if;
    return new;
end $$;
create trigger tr_allocations_lane before insert or update of lane, resource_id on allocations for each row execute function check_allocation_lane();

-- Names as they are searched: without case, accents, apostrophes; words apart by one space. .NET can't decompose letters in its invariant mode.
create or replace function search_text(name text) returns text language sql immutable parallel safe as $$
    select btrim(regexp_replace(
        translate(
            replace(replace(replace(lower(regexp_replace(normalize(name, NFKD), '[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]', '', 'g')),
                'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
            'øłđðħıς''’ʼ`´', 'olddhiσ'),
        '[\s,.;‐-―-]+', ' ', 'g'))
$$;
alter table patients add column search_name text not null generated always as (' ' || search_text(given_name || ' ' || family_name)) stored;

-- Row-level security: every tenant table shows only the rows of the transaction's clinic, to its owner too.
create function current_clinic() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('app.clinic_id', true), '')::uuid $$;

do $$
declare
    t record;
begin
    for t in
        select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'clinic_id'
        where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
    loop
        execute format('alter table %I enable row level security', t.relname);
        execute format('alter table %I force row level security', t.relname);
        execute format('create policy tenant on %I using (clinic_id = (select current_clinic())) with check (clinic_id = (select current_clinic()))', t.relname);
    end loop;
end $$;

alter table clinics enable row level security;
alter table clinics force row level security;
create policy tenant on clinics using (id = (select current_clinic())) with check (id = (select current_clinic()));

-- What the owner's look-up functions below may read without a clinic. The app's role is not the owner.
do $$
begin
    execute format('create policy look_up on api_keys for select to %I using (true)', current_user);
    execute format('create policy look_up on clinics for select to %I using (true)', current_user);
    execute format('create policy look_up on holds for select to %I using (true)', current_user);
    execute format('create policy look_up on idempotency_keys for select to %I using (true)', current_user);
end $$;

create function find_api_key(key_hash bytea)
    returns table (clinic_id uuid, id uuid, scopes jsonb, site_ids jsonb, expires_at timestamptz, revoked_at timestamptz)
    language sql stable security definer set search_path from current
    as $$ select k.clinic_id, k.id, k.scopes, k.site_ids, k.expires_at, k.revoked_at from api_keys k where k.hash = key_hash $$;

create function find_clinic(clinic_slug text) returns uuid
    language sql stable security definer set search_path from current
    as $$ select id from clinics where slug = clinic_slug $$;

create function clinics_with_expired_holds(at timestamptz) returns setof uuid
    language sql stable security definer set search_path from current
    as $$ select distinct clinic_id from holds where state = 'active' and expires_at <= at $$;

create function clinics_with_idempotency_keys_before(before timestamptz) returns setof uuid
    language sql stable security definer set search_path from current
    as $$ select distinct clinic_id from idempotency_keys where created_at < before $$;

revoke execute on function find_api_key(bytea), find_clinic(text), clinics_with_expired_holds(timestamptz), clinics_with_idempotency_keys_before(timestamptz) from public;
