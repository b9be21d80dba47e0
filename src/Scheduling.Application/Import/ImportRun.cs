namespace Scheduling.Application.Import;

/// <summary>The import under way: its file, what the file's keys stand for, and the day that relative dates are counted from. One per scope.</summary>
internal sealed class ImportRun
{
    private (ImportDocument Document, ImportKeys Keys, DateOnly Today)? begun;

    /// <summary>The file.</summary>
    public ImportDocument Document => Begun.Document;

    /// <summary>What its keys stand for.</summary>
    public ImportKeys Keys => Begun.Keys;

    /// <summary>The local date, at the first site of the file, of the transaction.</summary>
    public DateOnly Today => Begun.Today;

    private (ImportDocument Document, ImportKeys Keys, DateOnly Today) Begun => begun ?? throw new InvalidOperationException("No import has begun in this scope.");

    public void Begin(ImportDocument document, ImportKeys keys, DateOnly today) => begun = (document, keys, today);
}
