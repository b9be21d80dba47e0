namespace Scheduling.Domain.Messages;

/// <summary>What a patient was told and how they want to be told. The id is the patient's. Whoever plans or tells locks this row first.</summary>
public sealed class PatientMessaging : VersionedEntity
{
    // A visit of last week that is moved to next week is still one that moved.
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(60);

    /// <summary>Visits as the patient was last told of them.</summary>
    public IReadOnlyList<ToldVisit> Told { get; set; } = [];

    /// <summary>Grows whenever <see cref="Told"/> changes: the same change told again later is another message.</summary>
    public int Tellings { get; set; }

    /// <summary>A reminder on the day before every visit, because the patient asked for it (M1).</summary>
    public bool DayBeforeAlways { get; set; }

    /// <summary>Why staff stopped all messages for now; null when they didn't (R22).</summary>
    public string? PausedFor { get; set; }

    /// <summary>The patient has been told: what was said replaces what was known of the same visits. What is long past is forgotten.</summary>
    /// <param name="said">Visits as they were told.</param>
    /// <param name="now">Now.</param>
    public void Tell(IReadOnlyList<ToldVisit> said, DateTimeOffset now)
    {
        if (said.Count == 0)
        {
            return;
        }

        Told = [.. Told.Where(t => t.StartsAt > now - Remembered && !said.Any(s => s.AppointmentId == t.AppointmentId)).Concat(said).OrderBy(t => t.StartsAt).ThenBy(t => t.AppointmentId)];
        Tellings++;
    }

    /// <summary>What was said did not arrive: of those visits the patient knows what they knew before, unless something else was said of them since.</summary>
    /// <param name="said">Visits as they were told.</param>
    /// <param name="before">Visits as they were told before that, as far as anybody knows; one that was called off and isn't among them is taken to have stood.</param>
    public void Forget(IReadOnlyList<ToldVisit> said, IReadOnlyList<ToldVisit> before)
    {
        ArgumentNullException.ThrowIfNull(before);
        var lost = said.Where(Told.Contains).ToList();
        if (lost.Count == 0)
        {
            return;
        }

        var known = lost.Select(l => before.FirstOrDefault(b => b.AppointmentId == l.AppointmentId) ?? (l.Stands ? null : l with { Stands = true })).OfType<ToldVisit>();
        Told = [.. Told.Except(lost).Concat(known).OrderBy(t => t.StartsAt).ThenBy(t => t.AppointmentId)];
        Tellings++;
    }
}
