using Deque.AxeCore.Commons;
using Scheduling.Testing.Browser;

namespace Scheduling.IntegrationTests.Pages;

/// <summary>axe-core, which looks for barriers in a page as the browser shows it.</summary>
internal static class Axe
{
    // By tag alone, the size of what is pressed (WCAG 2.5.8) would be left out.
    private const string Options = """{ runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }, rules: { 'target-size': { enabled: true } } }""";
    private static readonly Lazy<string> Source = new(Read);

    /// <summary>What stands against WCAG 2.2, levels A and AA: rule, why, and where, one a line.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(this BrowserPage page)
    {
        await page.AskAsync(Source.Value + "; true");
        var found = await page.AskAsync($"axe.run(document, {Options}).then(r => ({{ passed: r.passes.map(p => p.id), violations: r.violations.map(v => v.id + ': ' + v.help + ': ' + v.nodes.map(n => n.html).join(' ')) }}))");
        // It has looked at all, and at the contrast of what it saw.
        Assert.Contains("color-contrast", found!["passed"]!.AsArray().Concat(found["violations"]!.AsArray()).Select(p => ((string)p!).Split(':')[0]));
        return [.. found["violations"]!.AsArray().Select(v => (string)v!)];
    }

    private static string Read()
    {
        using var stream = typeof(AxeRunOptions).Assembly.GetManifestResourceStream("Deque.AxeCore.Commons.Resources.axe.min.js") ?? throw new InvalidOperationException("The package has no axe.min.js.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
