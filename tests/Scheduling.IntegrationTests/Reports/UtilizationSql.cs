namespace Scheduling.IntegrationTests.Reports;

/// <summary>
/// The utilization report by another way: every five minutes of the period are asked by themselves whether they are open and taken. Knows nothing of ranges.
/// <c>$1</c> clinic, <c>$2</c> site, <c>$3</c> and <c>$4</c> first and last date.
/// </summary>
internal static class UtilizationSql
{
    /// <summary>Slots, opening hours, and whose minutes they are; for queries to go on from.</summary>
    public const string Facts = """
        with site as (select * from sites where clinic_id = $1 and id = $2),
        slots as (
            select s.at, s.at at time zone site.time_zone as local
            from site, generate_series($3::date::timestamp at time zone site.time_zone, ($4::date + 1)::timestamp at time zone site.time_zone - interval '5 minutes', interval '5 minutes') s (at)),
        opening as materialized (
            select slots.* from slots, site
            where exists (
                select 1 from jsonb_array_elements(site.opening_hours) w
                where w ->> 'day' = to_char(local, 'fmday') and local::time >= (w ->> 'from')::time and (local::time < (w ->> 'until')::time or (w ->> 'until')::time = '00:00'))
            and not exists (select 1 from holidays h where h.clinic_id = $1 and (h.site_id is null or h.site_id = $2) and h.date = local::date)),
        hours as materialized (select * from opening where not exists (select 1 from closures c where c.clinic_id = $1 and c.site_id = $2 and c.starts_at <= at and at < c.ends_at)),
        visits as (
            select a.*, a.state = 'delivered' or (a.state = 'partial' and a.partial_counts is true) as given from appointments a
            where a.clinic_id = $1 and a.site_id = $2 and a.state in ('booked', 'confirmed', 'checked_in', 'in_progress', 'delivered', 'partial')),
        machines as (select * from devices where clinic_id = $1 and site_id = $2 and (retired_at is null or retired_at > (select min(at) from slots))),
        machine_minutes as (
            select d.id, extract(hour from h.local)::int as hour, 5 as open, 0 as booked, 0 as given from machines d, hours h
            where (d.retired_at is null or h.at < d.retired_at)
                and not exists (select 1 from closures c where c.clinic_id = $1 and c.resource_id in (d.id, d.room_id) and c.starts_at <= h.at and h.at < c.ends_at)
            union all
            select d.id, extract(hour from s.local)::int, 0, 5, case when v.given then 5 else 0 end from machines d
            join visits v on v.device_id = d.id
            join allocations l on l.clinic_id = $1 and l.appointment_id = v.id and l.resource_id = d.id and l.live
            join slots s on l.starts_at <= s.at and s.at < l.ends_at),
        people as (
            select * from staff where clinic_id = $1 and roles ? 'technician' and (retired_at is null or retired_at > (select min(at) from slots))
                and ((shifts @> jsonb_build_array(jsonb_build_object('siteId', $2::text))) or exists (select 1 from jsonb_array_elements(shift_exceptions) e, jsonb_array_elements(e -> 'shifts') w where w ->> 'siteId' = $2::text))),
        people_minutes as (
            select t.id, 5 * t.capacity as open, 0 as booked, 0 as given from people t, hours h
            where (t.retired_at is null or h.at < t.retired_at)
                and case when exists (select 1 from jsonb_array_elements(t.shift_exceptions) e where (e ->> 'date')::date = h.local::date)
                    then exists (
                        select 1 from jsonb_array_elements(t.shift_exceptions) e, jsonb_array_elements(e -> 'shifts') w
                        where (e ->> 'date')::date = h.local::date and w ->> 'siteId' = $2::text and h.local::time >= (w ->> 'from')::time and h.local::time < (w ->> 'until')::time)
                    else exists (
                        select 1 from jsonb_array_elements(t.shifts) w
                        where w ->> 'siteId' = $2::text and w ->> 'day' = to_char(h.local, 'fmday') and h.local::time >= (w ->> 'from')::time and h.local::time < (w ->> 'until')::time) end
                and not exists (select 1 from closures c where c.clinic_id = $1 and c.resource_id = t.id and c.starts_at <= h.at and h.at < c.ends_at)
            union all
            select t.id, 0, 5, case when v.given then 5 else 0 end from people t
            join allocations l on l.clinic_id = $1 and l.resource_id = t.id and l.live
            join visits v on v.id = l.appointment_id
            join slots s on l.starts_at <= s.at and s.at < l.ends_at),
        lines as (
            select 1 as part, d.name, 0 as hour, 'device|' || d.id || '||' as what, coalesce(sum(m.open), 0) as open, coalesce(sum(m.booked), 0) as booked, coalesce(sum(m.given), 0) as given
            from machines d left join machine_minutes m on m.id = d.id group by d.id, d.name
            union all
            select 2, t.name, 0, 'technician|' || t.id || '||', coalesce(sum(m.open), 0), coalesce(sum(m.booked), 0), coalesce(sum(m.given), 0)
            from people t left join people_minutes m on m.id = t.id group by t.id, t.name
            union all
            select 3, '', hour, 'hour||' || hour || '|', sum(open), sum(booked), sum(given) from machine_minutes group by hour)
        """;

    /// <summary>Lines of subject, resource, hour, open, booked and delivered minutes and both percentages.</summary>
    public const string Lines = Facts + """

        select coalesce(string_agg(
            what || open || '|' || booked || '|' || given || '|' || coalesce(round(100.0 * booked / nullif(open, 0), 1)::text, '') || '|' || coalesce(round(100.0 * given / nullif(open, 0), 1)::text, ''),
            E'\n' order by part, name collate "C", hour), '')
        from lines
        """;
}
