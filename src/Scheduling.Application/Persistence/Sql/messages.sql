-- Row-level security of messages, the notes that say whose messages are to be planned again, and the look-ups that workers make before a clinic is known.

create table message_notes (
    clinic_id uuid not null,
    id bigint generated always as identity,
    patient_id uuid not null,
    constraint pk_message_notes primary key (clinic_id, id)
);

do $$
declare
    t text;
begin
    foreach t in array array['messages', 'message_consents', 'message_texts', 'messaging_terms', 'patient_messaging', 'message_notes']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy tenant on %I using (clinic_id = (select current_clinic())) with check (clinic_id = (select current_clinic()))', t);
    end loop;
    execute format('create policy look_up on messages for select to %I using (true)', current_user);
    execute format('create policy look_up on message_notes for select to %I using (true)', current_user);
end $$;

-- A note by trigger: no write path can forget it. Appended and never updated, so that nobody waits for anybody; one a statement and patient.
create function note_visits() returns trigger language plpgsql set search_path from current as $$
begin
    if tg_op = 'INSERT' then
        insert into message_notes (clinic_id, patient_id) select distinct clinic_id, patient_id from changed;
    else
        insert into message_notes (clinic_id, patient_id)
        select distinct n.clinic_id, n.patient_id from changed n join former o on o.clinic_id = n.clinic_id and o.id = n.id
        where (n.state, n.starts_at, n.site_id, n.schedule_version, n.commitment) is distinct from (o.state, o.starts_at, o.site_id, o.schedule_version, o.commitment);
    end if;
    return null;
end $$;

create trigger note_booked after insert on appointments referencing new table as changed for each statement execute function note_visits();
create trigger note_changed after update on appointments referencing new table as changed old table as former for each statement execute function note_visits();

create function note_patient() returns trigger language plpgsql set search_path from current as $$
begin
    if tg_table_name = 'patients' then
        insert into message_notes (clinic_id, patient_id) values (new.clinic_id, new.id);
    elsif tg_table_name = 'waitlist_offers' then
        insert into message_notes (clinic_id, patient_id) select e.clinic_id, e.patient_id from waitlist_entries e where e.clinic_id = new.clinic_id and e.id = new.entry_id;
    elsif tg_table_name = 'messaging_terms' then
        insert into message_notes (clinic_id, patient_id) select distinct a.clinic_id, a.patient_id from appointments a
        where a.clinic_id = new.clinic_id and a.state in ('booked', 'confirmed') and a.starts_at > new.updated_at;
    else
        insert into message_notes (clinic_id, patient_id) values (new.clinic_id, new.patient_id);
    end if;
    return null;
end $$;

create trigger note_patient after update of phone, email, time_zone, language, guardian on patients for each row execute function note_patient();
create trigger note_consent after insert on message_consents for each row execute function note_patient();
create trigger note_offer after insert or update of state on waitlist_offers for each row execute function note_patient();
create trigger note_terms after insert or update on messaging_terms for each row execute function note_patient();

create function clinics_with_message_notes(at timestamptz) returns setof uuid
    language sql stable security definer set search_path from current
    as $$ select distinct clinic_id from message_notes $$;

create function clinics_with_messages_due(at timestamptz) returns setof uuid
    language sql stable security definer set search_path from current
    as $$
        select clinic_id from messages where state = 'scheduled' and next_try_at <= at
        union select clinic_id from messages where state = 'sending' and lease_until <= at
    $$;

revoke execute on function clinics_with_message_notes(timestamptz) from public;
revoke execute on function clinics_with_messages_due(timestamptz) from public;
