namespace Scheduling.Application.Persistence;

/// <summary>On whose behalf work runs.</summary>
/// <param name="ClinicId">The tenant.</param>
/// <param name="ApiKeyId">The key used, or null for the program's own work.</param>
/// <param name="Scopes">Scopes of the key.</param>
/// <param name="SiteIds">Sites the key is limited to, or null for all.</param>
/// <param name="Actor">The person named in <c>Scheduling-Actor</c>, or the job's name.</param>
public sealed record ClinicIdentity(Guid ClinicId, Guid? ApiKeyId, IReadOnlySet<string> Scopes, IReadOnlyList<Guid>? SiteIds, string? Actor)
{
    /// <summary>The program itself: a job, an import.</summary>
    public static ClinicIdentity Program(Guid clinicId, string name) => new(clinicId, null, new HashSet<string>(), null, name);
}

/// <summary>The clinic, caller and instant of the transaction under way. One per scope.</summary>
public sealed class ClinicContext
{
    private ClinicIdentity? identity;
    private int issued;

    /// <summary>Who works.</summary>
    public ClinicIdentity Identity => identity ?? throw new InvalidOperationException("No clinic transaction has begun in this scope.");

    /// <summary>The tenant.</summary>
    public Guid ClinicId => Identity.ClinicId;

    /// <summary>The person behind the request, if named.</summary>
    public string? Actor => Identity.Actor;

    /// <summary>The one instant of the transaction.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>An id for a row of this transaction: a later one sorts after an earlier one, though both bear the same instant.</summary>
    public Guid NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(Now.AddMilliseconds(issued >> 12)).TryWriteBytes(bytes, bigEndian: true, out _);
        // The twelve bits behind the instant count (RFC 9562, 6.2); the rest stays random.
        (bytes[6], bytes[7]) = ((byte)(0x70 | ((issued >> 8) & 0x0F)), (byte)issued);
        issued++;
        return new Guid(bytes, bigEndian: true);
    }

    internal void Begin(ClinicIdentity who, DateTimeOffset now) => (identity, Now) = (who, now);
}
