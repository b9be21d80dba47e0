-- Which clinics have a proposed repair of sites that let a policy apply small ones. The app's role sees one clinic at a time; the owner answers with ids only.
do $$ begin
    execute format('create policy look_up on repairs for select to %I using (true)', current_user);
    if not exists (select 1 from pg_policies where schemaname = current_schema() and tablename = 'sites' and policyname = 'look_up') then
        execute format('create policy look_up on sites for select to %I using (true)', current_user);
    end if;
end $$;

create function clinics_with_small_repairs(at timestamptz) returns setof uuid
    language sql stable security definer set search_path from current
    as $$ select distinct r.clinic_id from repairs r join sites s on s.clinic_id = r.clinic_id and s.id = any(r.site_ids)
        where r.status = 'proposed' and r.created_at <= at and s.applies_small_repairs $$;

revoke execute on function clinics_with_small_repairs(timestamptz) from public;
