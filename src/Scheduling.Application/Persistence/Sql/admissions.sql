-- Row-level security of batch admissions, as of every tenant table, and the look-up that workers make before a clinic is known.

alter table admissions enable row level security;
alter table admissions force row level security;
create policy tenant on admissions using (clinic_id = (select current_clinic())) with check (clinic_id = (select current_clinic()));

do $$
begin
    execute format('create policy look_up on admissions for select to %I using (true)', current_user);
end $$;

create function clinics_with_admissions_due(at timestamptz) returns setof uuid
    language sql stable security definer set search_path from current
    as $$ select distinct clinic_id from admissions where state = 'queued' or (state = 'running' and lease_until <= at) $$;

revoke execute on function clinics_with_admissions_due(timestamptz) from public;
