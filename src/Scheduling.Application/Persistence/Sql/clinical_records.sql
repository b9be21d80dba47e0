-- Row-level security of clinical records and scores, as of every tenant table.

do $$
declare
    t text;
begin
    foreach t in array array['treatment_records', 'motor_thresholds', 'adverse_events', 'assessments']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy tenant on %I using (clinic_id = (select current_clinic())) with check (clinic_id = (select current_clinic()))', t);
    end loop;
end $$;
