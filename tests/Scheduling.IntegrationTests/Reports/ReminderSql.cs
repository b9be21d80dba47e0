namespace Scheduling.IntegrationTests.Reports;

/// <summary>The reminders report by another way: each message and each visit asks for itself. <c>$1</c> clinic, <c>$2</c> and <c>$3</c> first and last date.</summary>
internal static class ReminderSql
{
    /// <summary>Lines of kind, channel and every count of messages; of how patients were reminded and every count of visits.</summary>
    public const string Lines = """
        with told as (
            select m.kind, m.channel, m.state, m.state in ('sent', 'delivered') as went, m.reason,
                m.confirmed_at is not null or (m.kind = 'visit_reminder' and m.state in ('sent', 'delivered') and exists (
                    select 1 from appointment_changes c where c.clinic_id = $1 and c.appointment_id = m.appointment_id and c.kind = 'confirmed' and c.at >= m.sent_at)) as confirmed
            from messages m join sites s on s.clinic_id = m.clinic_id and s.id = m.site_id
            where m.clinic_id = $1 and m.state <> 'superseded' and m.kind not in ('opted_out', 'opted_in', 'help', 'not_watched', 'staff_reply')
                and (m.due_at at time zone s.time_zone)::date between $2 and $3),
        came as (
            select a.state, case
                when exists (select 1 from messages m where m.clinic_id = $1 and m.appointment_id = a.id and m.kind = 'visit_reminder' and m.state in ('sent', 'delivered') and m.sent_at < a.starts_at) then 'reminder'
                when exists (select 1 from messages m where m.clinic_id = $1 and m.patient_id = a.patient_id and m.kind = 'weekly_digest' and m.state in ('sent', 'delivered') and m.sent_at < a.starts_at
                    and a.local_date - right(m.name, 10)::date between 1 and 7) then 'digest'
                else 'nothing' end as reminded
            from appointments a where a.clinic_id = $1 and a.local_date between $2 and $3
                and (a.state in ('checked_in', 'in_progress', 'delivered', 'partial', 'sent_home', 'no_show') or (a.state = 'cancelled_by_patient' and a.late_cancel)))
        select coalesce(string_agg(line, E'\n' order by line), '') from (
            select kind || '|' || channel || '||' || count(*) || '|' || count(*) filter (where went) || '|' || count(*) filter (where state = 'delivered') || '|' || count(*) filter (where state = 'failed') || '|'
                || count(*) filter (where state = 'unknown') || '|' || count(*) filter (where state = 'suppressed') || '|' || count(*) filter (where state = 'suppressed' and reason = 'opted_out') || '|'
                || count(*) filter (where confirmed) || '|||||' as line
            from told group by kind, channel
            union all
            select '||' || reminded || '|||||||||' || count(*) || '|' || count(*) filter (where state not in ('no_show', 'cancelled_by_patient')) || '|' || count(*) filter (where state = 'no_show') || '|'
                || count(*) filter (where state = 'cancelled_by_patient') || '|' || round(100.0 * count(*) filter (where state not in ('no_show', 'cancelled_by_patient')) / count(*), 1)
            from came group by reminded) lines
        """;
}
