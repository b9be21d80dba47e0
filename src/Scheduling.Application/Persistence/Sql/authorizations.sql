-- Row-level security of authorizations and their units, and the counts that the database keeps of the ledger itself.

do $$
declare
    t text;
begin
    foreach t in array array['payers', 'authorizations', 'authorization_lines', 'unit_entries', 'unit_claims']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy tenant on %I using (clinic_id = (select current_clinic())) with check (clinic_id = (select current_clinic()))', t);
    end loop;
end $$;

-- A line's counts are the sum of its rows in the ledger: nobody else writes them, and the checks on the line refuse rows that would not add up (R19).
create function count_units() returns trigger language plpgsql as $$
begin
    update authorization_lines l
    set granted = l.granted + e.granted, reserved = l.reserved + e.reserved, consumed = l.consumed + e.consumed
    from (select clinic_id, line_id, sum(granted)::int as granted, sum(reserved)::int as reserved, sum(consumed)::int as consumed from added group by clinic_id, line_id) e
    where l.clinic_id = e.clinic_id and l.id = e.line_id and (e.granted, e.reserved, e.consumed) <> (0, 0, 0);
    return null;
end $$;
create trigger tr_unit_entries_count after insert on unit_entries referencing new table as added for each statement execute function count_units();
