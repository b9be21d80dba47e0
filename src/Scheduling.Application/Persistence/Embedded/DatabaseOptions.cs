namespace Scheduling.Application.Persistence.Embedded;

/// <summary>The private server's settings; without meaning where connection strings are given.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>Where the private PostgreSQL keeps its data. Empty: a folder for this checkout under $XDG_STATE_HOME/scheduling or ~/.local/state/scheduling, for root /var/lib/scheduling.</summary>
    public string? DataFolder { get; set; }

    /// <summary>Folder of the server's programs initdb and postgres. Empty: PG_BIN, then Debian's, then the PATH, then what ./run fetched from npm.</summary>
    public string? BinFolder { get; set; }
}
