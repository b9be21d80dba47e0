namespace Scheduling.IntegrationTests.Reports;

/// <summary>The adherence report by another way: each visit asks the others of its course. <c>$1</c> clinic, <c>$2</c> and <c>$3</c> first and last date.</summary>
internal static class AdherenceSql
{
    /// <summary>Lines of session number and every count.</summary>
    public const string Lines = """
        with sessions as materialized (
            select a.*, c.site_id as home, c.patient_id as whose, c.protocol_version_id as version_id, a.phase = c.targets -> 0 ->> 'phase' as first_phase,
                (a.state = 'delivered' or (a.state = 'partial' and a.partial_counts is true)) as given,
                a.state in ('no_show', 'sent_home', 'cancelled_by_patient') as lost,
                a.state in ('checked_in', 'in_progress', 'delivered', 'partial') as came
            from appointments a join courses c on c.clinic_id = a.clinic_id and c.id = a.course_id where a.clinic_id = $1 and a.counts_as_session),
        numbered as materialized (
            select s.*,
                1 + (select count(*) from sessions b where b.course_id = s.course_id and b.given and (b.starts_at, b.id) < (s.starts_at, s.id)) as number,
                (select max(b.local_date) from sessions b where b.course_id = s.course_id and b.given and (b.starts_at, b.id) < (s.starts_at, s.id)) as before
            from sessions s),
        told as (
            select n.*,
                n.given and exists (select 1 from numbered b where b.course_id = n.course_id and b.number = n.number and b.lost and (b.starts_at, b.id) < (n.starts_at, n.id)) as made_up,
                n.given and n.first_phase and exists (
                    select 1 from protocol_versions p, jsonb_array_elements(p.definition -> 'gapBands') band,
                        lateral (
                            select count(*) as days, count(*) filter (where extract(isodow from day) < 6
                                and not exists (select 1 from holidays h where h.clinic_id = $1 and (h.site_id is null or h.site_id = n.home) and h.date = day::date)) as weekdays
                            from generate_series(n.before + 1, n.local_date, interval '1 day') day
                            where not exists (
                                select 1 from patients q, jsonb_array_elements(q.absences) x
                                where q.clinic_id = $1 and q.id = n.whose and x ->> 'approvedBy' is not null and day::date between (x ->> 'from')::date and (x ->> 'until')::date)) gap
                    where p.clinic_id = $1 and p.id = n.version_id and case band ->> 'unit' when 'days' then gap.days else gap.weekdays end >= (band ->> 'from')::int) as gap,
                case when n.given and n.first_phase then n.local_date - n.before end as gap_days
            from numbered n),
        counted as (
            select number, site_id, came::int as attended, (came and checked_in_at > starts_at)::int as late, (state = 'no_show')::int as missed, (state = 'sent_home')::int as sent_home,
                (state = 'cancelled_by_patient')::int as cancelled, (state = 'cancelled_by_patient' and late_cancel)::int as cancelled_late, made_up::int, gap::int, gap_days, 0 as dropped
            from told where local_date between $2 and $3 and (came or lost)
            union all
            select 1 + count(*), c.site_id, 0, 0, 0, 0, 0, 0, 0, 0, null, 1
            from courses c join sessions s on s.course_id = c.id and s.given where c.clinic_id = $1 and c.state = 'discontinued'
            group by c.id, c.site_id having max(s.local_date) between $2 and $3)
        select coalesce(string_agg(line, E'\n' order by number), '') from (
            select number, number || '|' || sum(attended) || '|' || coalesce(sum(late), 0) || '|' || sum(missed) || '|' || sum(sent_home) || '|' || sum(cancelled) || '|' || sum(cancelled_late) || '|'
                || sum(made_up) || '|' || sum(gap) || '|' || coalesce(max(gap_days)::text, '') || '|' || sum(dropped) as line
            from counted group by number) lines
        """;
}
