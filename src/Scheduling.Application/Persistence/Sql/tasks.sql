-- Row-level security of tasks, as of every tenant table, and the clinics that jobs look through one by one.

alter table tasks enable row level security;
alter table tasks force row level security;
create policy tenant on tasks using (clinic_id = (select current_clinic())) with check (clinic_id = (select current_clinic()));

create function clinics_to_look_through(at timestamptz) returns setof uuid
    language sql stable security definer set search_path from current
    as $$ select id from clinics where created_at <= at order by id $$;

revoke execute on function clinics_to_look_through(timestamptz) from public;
