namespace Scheduling.Application.Persistence.Embedded;

public enum EmbeddedPostgresProfile
{
    /// <summary>The service's own data: everything is written through, kept between starts and recovered after a kill.</summary>
    Durable,

    /// <summary>For a test run: nothing is written through, in memory-backed storage where there is room, gone when disposed.</summary>
    Throwaway,
}
