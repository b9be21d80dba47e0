namespace Scheduling.Application.Appointments;

/// <summary>Names of sites, staff, devices and rooms that the transaction has read along with other things, so that nobody asks for them again.</summary>
public sealed class ResourceNames
{
    private readonly Dictionary<Guid, string> names = [];

    /// <summary>Remembers a name.</summary>
    public void Note(Guid id, string name) => names[id] = name;

    /// <summary>A name; null when it was not read yet.</summary>
    public string? Of(Guid id) => names.GetValueOrDefault(id);
}
