-- Texts that came in and the inbox: row-level security, look-ups before a clinic is known, and entries that no write path can forget.

do $$
declare
    t text;
begin
    foreach t in array array['inbound_messages', 'inbox_entries']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy tenant on %I using (clinic_id = (select current_clinic())) with check (clinic_id = (select current_clinic()))', t);
    end loop;
    foreach t in array array['patients', 'message_consents', 'messaging_terms']
    loop
        execute format('create policy look_up on %I for select to %I using (true)', t, current_user);
    end loop;
end $$;

create index ix_patients_texts_go_to on patients ((case when guardian is null then phone else guardian ->> 'phone' end));
create index ix_message_consents_number on message_consents (address) where channel = 'sms';
create index ix_messages_number on messages (address) where channel = 'sms' and address is not null;

-- Whom a number leads to, over all clinics, whoever got the last text there first. Ids, and whether a text went there.
create function find_texting(number text) returns table (clinic_id uuid, patient_id uuid, texted boolean)
    language sql stable security definer set search_path from current
    as $$
        select f.clinic_id, f.patient_id, max(f.texted_at) is not null
        from (
            select p.clinic_id, p.id as patient_id, null::timestamptz as texted_at from patients p where case when p.guardian is null then p.phone else p.guardian ->> 'phone' end = number
            union all
            select c.clinic_id, c.patient_id, null from message_consents c where c.channel = 'sms' and c.address = number
            union all
            select m.clinic_id, m.patient_id, coalesce(m.sent_at, m.updated_at) from messages m
            where m.channel = 'sms' and m.address = number and m.state in ('sending', 'sent', 'delivered', 'unknown')
        ) f
        group by f.clinic_id, f.patient_id
        order by max(f.texted_at) desc nulls last, f.clinic_id, f.patient_id
    $$;

-- Clinics that send messages, for a number that leads to nobody.
create function clinics_with_messaging() returns setof uuid
    language sql stable security definer set search_path from current
    as $$ select distinct clinic_id from messaging_terms where enabled $$;

revoke execute on function find_texting(text), clinics_with_messaging() from public;

create function open_inbox_entry(clinic uuid, entry_kind text, site uuid, patient uuid, message uuid, about text, at timestamptz, cause text) returns void
    language plpgsql set search_path from current as $$
declare
    entry uuid;
begin
    insert into inbox_entries (clinic_id, id, kind, state, urgent, site_id, patient_id, message_id, address, received_at, place, dedupe_key, version, created_at, updated_at)
    values (clinic, gen_random_uuid(), entry_kind, 'open', false, site, patient, message, about, at, at, entry_kind || ':' || cause, 1, at, at)
    on conflict (clinic_id, dedupe_key) where state = 'open' do nothing
    returning id into entry;
    if entry is not null then
        insert into events (clinic_id, at, kind, subject_kind, subject_id, site_id, payload)
        values (clinic, at, 'inbox.opened', 'inbox_entry', entry, site, jsonb_build_object('patientId', patient, 'urgent', false));
    end if;
end $$;

create function close_inbox_entries(clinic uuid, about_patient uuid, entry_kind text, about text, about_message uuid, at timestamptz, closer text, came text) returns void
    language plpgsql set search_path from current as $$
begin
    with closed as (
        update inbox_entries e set state = 'closed', closed_at = at, closed_by = closer, outcome = came, version = e.version + 1, updated_at = at
        where e.clinic_id = clinic and e.state = 'open' and e.kind = entry_kind and e.patient_id = about_patient
            and (about is null or e.address = about) and (about_message is null or e.message_id = about_message)
        returning e.id, e.site_id)
    insert into events (clinic_id, at, kind, subject_kind, subject_id, site_id, payload)
    select clinic, at, 'inbox.closed', 'inbox_entry', c.id, c.site_id, jsonb_build_object('patientId', about_patient) from closed c;
end $$;

-- Of changes the call list tells; that a confirmation of an opt-out was refused is no news.
create function inbox_of_message() returns trigger language plpgsql set search_path from current as $$
begin
    if new.state in ('failed', 'unknown') and new.kind not in ('course_confirmation', 'visit_change', 'urgent_change', 'waitlist_offer', 'opted_out') then
        if new.state = 'failed' then
            perform open_inbox_entry(new.clinic_id, 'failed_contact', new.site_id, new.patient_id, new.id, new.address, new.updated_at, new.patient_id || ':' || new.channel || ':' || coalesce(new.address, ''));
        else
            perform open_inbox_entry(new.clinic_id, 'unknown_outcome', new.site_id, new.patient_id, new.id, new.address, new.updated_at, new.id::text);
        end if;
    end if;
    if old.state = 'unknown' then
        perform close_inbox_entries(new.clinic_id, new.patient_id, 'unknown_outcome', null, new.id, new.updated_at, 'rule', new.state);
    end if;
    if new.state = 'delivered' then
        perform close_inbox_entries(new.clinic_id, new.patient_id, 'failed_contact', new.address, null, new.updated_at, 'rule', new.state);
    end if;
    return null;
end $$;

create trigger inbox_of_message after update of state on messages for each row when (old.state is distinct from new.state) execute function inbox_of_message();

-- Opt-outs that no member of staff entered.
create function inbox_of_consent() returns trigger language plpgsql set search_path from current as $$
declare
    site uuid;
begin
    if new.granted then
        perform close_inbox_entries(new.clinic_id, new.patient_id, 'opt_out', new.address, null, new.at, 'rule', 'opted_in');
    elsif new.source in ('reply', 'link', 'carrier') then
        select coalesce(
            (select a.site_id from appointments a where a.clinic_id = new.clinic_id and a.patient_id = new.patient_id order by a.starts_at desc limit 1),
            (select s.id from sites s where s.clinic_id = new.clinic_id order by s.id limit 1)) into site;
        if site is not null then
            perform open_inbox_entry(new.clinic_id, 'opt_out', site, new.patient_id, null, new.address, new.at, new.patient_id || ':' || new.channel || ':' || new.address);
        end if;
    end if;
    return null;
end $$;

create trigger inbox_of_consent after insert on message_consents for each row execute function inbox_of_consent();
