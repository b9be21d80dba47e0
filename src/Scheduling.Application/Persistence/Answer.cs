namespace Scheduling.Application.Persistence;

/// <summary>What a statement of a <see cref="RoundTrip"/> answers with, once that was sent.</summary>
internal sealed class Answer<T>
{
    private readonly Lazy<T> value;

    /// <summary>An answer made from others: looked at when all of them are there.</summary>
    public Answer(Func<T> value) => this.value = new Lazy<T>(value, LazyThreadSafetyMode.None);

    /// <summary>The answer.</summary>
    /// <exception cref="InvalidOperationException">The round trip has not been sent yet.</exception>
    public T Value => value.Value;
}
