using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Scheduling.Application.Persistence.Embedded;

public sealed class EmbeddedPostgresOptions
{
    public required EmbeddedPostgresProfile Profile { get; init; }

    /// <summary>Where the cluster lives. Null: a folder for this checkout (durable), or a new one (throwaway).</summary>
    public string? DataFolder { get; init; }

    /// <summary>Folder of <c>initdb</c> and <c>postgres</c>. Null: PG_BIN, then the system's, then the unpacked npm package's.</summary>
    public string? BinFolder { get; init; }

    public int MaxConnections { get; init; } = 200;

    public ILogger Logger { get; init; } = NullLogger.Instance;
}
