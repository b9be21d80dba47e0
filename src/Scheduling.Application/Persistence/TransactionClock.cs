namespace Scheduling.Application.Persistence;

/// <summary>Where a transaction's instant comes from: the database's clock, or a test's.</summary>
public abstract class TransactionClock
{
    /// <summary>The instant to use, given what the database said at BEGIN.</summary>
    public abstract DateTimeOffset InstantOf(DateTimeOffset databaseNow);

    /// <summary>The database's clock.</summary>
    public static TransactionClock Database { get; } = new DatabaseClock();

    private sealed class DatabaseClock : TransactionClock
    {
        public override DateTimeOffset InstantOf(DateTimeOffset databaseNow) => databaseNow;
    }
}
