namespace Scheduling.IntegrationTests.Reports;

/// <summary>The capacity report by another way, over slots of five minutes. Parameters as in <see cref="UtilizationSql"/>.</summary>
internal static class CapacitySql
{
    /// <summary>Lines of measure, name, minutes, minutes a course, starts a week, bottleneck, hours.</summary>
    public const string Lines = UtilizationSql.Facts + """
        ,
        protocol as (select v.definition from protocol_versions v where v.clinic_id = $1 and v.course_id is null order by number desc limit 1),
        sessions as (select sum((p ->> 'defaultSessions')::int) as n from protocol, jsonb_array_elements(definition -> 'phases') p),
        segments as (
            select s ->> 'kind' as kind, s ->> 'role' as role, coalesce((s ->> 'exclusive')::boolean, true) as exclusive,
                (case k ->> 'code' when definition ->> 'initialKind' then 1 else n - 1 end)
                    * ((s ->> 'untilMinute')::int - coalesce((s ->> 'fromMinute')::int, 0) + coalesce((s ->> 'setupMinutes')::int, 0) + coalesce((s ->> 'turnoverMinutes')::int, 0)) as minutes
            from protocol, sessions, jsonb_array_elements(definition -> 'visitKinds') k, jsonb_array_elements(k -> 'segments') s
            where k ->> 'code' in (definition ->> 'initialKind', definition ->> 'treatmentKind')),
        worked as materialized (
            select t.id, t.roles, t.capacity, h.at, h.local,
                exists (select 1 from closures c where c.clinic_id = $1 and c.resource_id = t.id and c.starts_at <= h.at and h.at < c.ends_at) as away,
                exists (
                    select 1 from jsonb_array_elements(t.credentials) x where x ->> 'kind' = 'operator' and (x ->> 'validFrom')::date <= h.local::date
                        and (x ->> 'validUntil' is null or h.local::date <= (x ->> 'validUntil')::date)) as able
            from staff t, hours h
            where t.clinic_id = $1 and (t.retired_at is null or h.at < t.retired_at)
                and case when exists (select 1 from jsonb_array_elements(t.shift_exceptions) e where (e ->> 'date')::date = h.local::date) then false
                    else exists (
                        select 1 from jsonb_array_elements(t.shifts) w
                        where w ->> 'siteId' = $2::text and w ->> 'day' = to_char(h.local, 'fmday') and h.local::time >= (w ->> 'from')::time and h.local::time < (w ->> 'until')::time) end),
        device_slots as (
            select d.id, h.at, exists (select 1 from closures c where c.clinic_id = $1 and c.resource_id in (d.id, d.room_id) and c.starts_at <= h.at and h.at < c.ends_at) as down
            from machines d, hours h where d.retired_at is null or h.at < d.retired_at),
        missed as (
            select distinct a.device_id, s.at, a.state from appointments a join slots s on a.starts_at <= s.at and s.at < a.ends_at
            where a.clinic_id = $1 and a.site_id = $2 and a.device_id in (select id from machines) and (a.state = 'no_show' or (a.state = 'cancelled_by_patient' and a.late_cancel))
                and not exists (
                    select 1 from allocations l join visits v on v.id = l.appointment_id
                    where l.clinic_id = $1 and l.resource_id = a.device_id and l.live and l.starts_at <= s.at and s.at < l.ends_at)),
        needs as (
            select 1 as ord, 'device' as name, (select 5 * count(*) from device_slots where not down) as open, (select sum(minutes) from segments where kind = 'device') as per
            union all
            select 2, 'room', (
                select coalesce(sum(5 * r.capacity), 0) from rooms r, hours h where r.clinic_id = $1 and r.site_id = $2 and (r.retired_at is null or h.at < r.retired_at)
                    and not exists (select 1 from closures c where c.clinic_id = $1 and c.resource_id = r.id and c.starts_at <= h.at and h.at < c.ends_at)),
                (select sum(minutes) from segments where kind = 'room')
            union all
            select 3, 'technician', (select coalesce(sum(5 * capacity), 0) from worked where roles ? 'technician' and not away and able), (select sum(minutes) from segments where role = 'technician' and exclusive)
            union all
            select 4, 'prescriber', (select coalesce(sum(5 * capacity), 0) from worked where roles ? 'prescriber' and not away), (select sum(minutes) from segments where role = 'prescriber' and exclusive)),
        losses as (
            select 5 as ord, 'closures' as name, (
                select 5 * count(*) from machines d, opening o where (d.retired_at is null or o.at < d.retired_at)
                    and exists (select 1 from closures c where c.clinic_id = $1 and c.site_id = $2 and c.starts_at <= o.at and o.at < c.ends_at)) as minutes
            union all select 6, 'devices_down', (select 5 * count(*) from device_slots where down)
            union all select 7, 'staff_absences', (select coalesce(sum(5 * capacity), 0) from worked where roles ? 'technician' and away)
            union all select 8, 'no_shows', (select 5 * count(*) from missed where state = 'no_show')
            union all select 9, 'late_cancels', (
                select 5 * count(*) from missed m where state <> 'no_show' and not exists (select 1 from missed n where n.device_id = m.device_id and n.at = m.at and n.state = 'no_show')))
        select string_agg(line, E'\n' order by ord) from (
            select ord, 'need|' || name || '|' || open || '|' || per || '|' || trunc(7.0 * open / (($4::date - $3::date + 1) * per), 1) || '|'
                || (ord = (select n.ord from needs n order by n.open::numeric / n.per, n.ord limit 1)) || '|' || round(open / 60.0, 1) as line
            from needs
            union all select ord, 'lost|' || name || '|' || minutes || '||||' || round(minutes / 60.0, 1) from losses) all_lines
        """;
}
