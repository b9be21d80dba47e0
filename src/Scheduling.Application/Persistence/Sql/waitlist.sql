-- Row-level security of the waitlist, as of every tenant table, and the look-up that the job makes before a clinic is known.

do $$
declare
    t text;
begin
    foreach t in array array['waitlist_entries', 'waitlist_offers', 'freed_places']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy tenant on %I using (clinic_id = (select current_clinic())) with check (clinic_id = (select current_clinic()))', t);
    end loop;
    execute format('create policy look_up on waitlist_entries for select to %I using (true)', current_user);
    execute format('create policy look_up on waitlist_offers for select to %I using (true)', current_user);
end $$;

create function clinics_with_waitlist(at timestamptz) returns setof uuid
    language sql stable security definer set search_path from current
    as $$ select clinic_id from waitlist_entries where state = 'waiting' union select clinic_id from waitlist_offers where state = 'open' and expires_at <= at $$;

revoke execute on function clinics_with_waitlist(timestamptz) from public;
