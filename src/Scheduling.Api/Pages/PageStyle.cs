using System.Security.Cryptography;
using System.Text;

namespace Scheduling.Api.Pages;

/// <summary>The style of the patients' pages: inside the page, so that one answer is the whole of it, and named by hash in the content security policy.</summary>
public static class PageStyle
{
    /// <summary>The style sheet.</summary>
    public static string Css { get; } = Read();

    /// <summary>What a page may load: this style, and nothing else; its forms go back to where it came from.</summary>
    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css)))}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static string Read()
    {
        using var stream = typeof(PageStyle).Assembly.GetManifestResourceStream("page.css")!;
        using var reader = new StreamReader(stream);
        // A browser hashes the text as it parses it: lines end in LF.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
