-- Row-level security of links, requests and feeds, and the look-ups of tokens before a clinic is known: ids only.

do $$
declare
    t text;
begin
    foreach t in array array['patient_links', 'time_requests', 'calendar_feeds']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy tenant on %I using (clinic_id = (select current_clinic())) with check (clinic_id = (select current_clinic()))', t);
    end loop;
    execute format('create policy look_up on patient_links for select to %I using (true)', current_user);
    execute format('create policy look_up on calendar_feeds for select to %I using (true)', current_user);
end $$;

create function find_patient_link(token_hash bytea, wanted text) returns table (clinic_id uuid, id uuid)
    language sql stable security definer set search_path from current
    as $$ select l.clinic_id, l.id from patient_links l where l.hash = token_hash and l.purpose = wanted $$;

create function find_calendar_feed(token_hash bytea) returns table (clinic_id uuid, id uuid)
    language sql stable security definer set search_path from current
    as $$ select f.clinic_id, f.id from calendar_feeds f where f.hash = token_hash and f.revoked_at is null $$;

revoke execute on function find_patient_link(bytea, text), find_calendar_feed(bytea) from public;
