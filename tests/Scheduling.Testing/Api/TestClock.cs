using Scheduling.Application.Persistence;

namespace Scheduling.Testing.Api;

/// <summary>The instant of every transaction: the database's until a test sets one.</summary>
public sealed class TestClock : TransactionClock
{
    private readonly Lock gate = new();
    private DateTimeOffset? fixedAt;

    /// <summary>Stops the clock at an instant.</summary>
    public void Set(DateTimeOffset instant)
    {
        lock (gate)
        {
            fixedAt = instant;
        }
    }

    /// <summary>Moves a stopped clock.</summary>
    public void Advance(TimeSpan by)
    {
        lock (gate)
        {
            fixedAt = (fixedAt ?? DateTimeOffset.UtcNow) + by;
        }
    }

    /// <summary>Lets it run with the database again.</summary>
    public void Run()
    {
        lock (gate)
        {
            fixedAt = null;
        }
    }

    /// <inheritdoc />
    public override DateTimeOffset InstantOf(DateTimeOffset databaseNow)
    {
        lock (gate)
        {
            return fixedAt ?? databaseNow;
        }
    }
}
