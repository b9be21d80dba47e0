namespace Scheduling.Domain.Staffing;

/// <summary>How a member of staff is present during a shift.</summary>
public enum PresenceMode
{
    /// <summary>On site.</summary>
    InPerson,

    /// <summary>By live audio and video.</summary>
    VirtualAv,
}
